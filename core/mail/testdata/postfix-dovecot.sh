#!/usr/bin/env bash
# A real Postfix on the loopback, private to a folder, whose users Dovecot checks: by XOAUTH2, asking a provider for each token.
# Mail ends in the folder "mail" as a Maildir. Needs root.
# usage: postfix-dovecot.sh DIR start PORT INTROSPECT_URL CLIENT SECRET | postfix-dovecot.sh DIR stop
set -euo pipefail
dir=$(readlink -f "$1")
if [ "$2" = stop ]; then
  postfix -c "$dir/etc" stop >/dev/null 2>&1 || true
  dovecot -c "$dir/dovecot.conf" stop >/dev/null 2>&1 || true
  exit 0
fi
port=$3 introspect=$4 client=$5 secret=$6 owner=10001
mkdir -p "$dir"/{etc,queue/private,data,mail,run,state}
chmod 755 "$dir" "$dir"/{etc,queue,data,mail,run,state}
cd "$dir"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -days 2 -subj "/CN=Test CA" 2>/dev/null
openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout server.key -out server.csr -subj "/CN=localhost" 2>/dev/null
printf 'subjectAltName=DNS:localhost,IP:127.0.0.1' > server.ext
openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -out server.pem -extfile server.ext 2>/dev/null
chown -R postfix data queue/private
chown -R $owner mail
cat > oauth2.conf <<CONFIG
introspection_mode = post
introspection_url = ${introspect/:\/\//:\/\/$client:$secret@}
username_attribute = username
active_attribute = active
active_value = true
CONFIG
cat > dovecot.conf <<CONFIG
base_dir = $dir/run
state_dir = $dir/state
log_path = $dir/dovecot.log
protocols =
ssl = no
auth_mechanisms = xoauth2 oauthbearer
auth_failure_delay = 0
passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = $dir/oauth2.conf
}
userdb {
  driver = static
  args = uid=$owner gid=$owner home=$dir/mail
}
service auth {
  unix_listener $dir/queue/private/auth {
    mode = 0660
    user = postfix
    group = postfix
  }
}
service stats {
  unix_listener stats-writer {
    mode = 0666
  }
}
CONFIG
cat > etc/main.cf <<CONFIG
compatibility_level = 3.6
queue_directory = $dir/queue
data_directory = $dir/data
mail_owner = postfix
command_directory = /usr/sbin
myhostname = localhost
inet_interfaces = loopback-only
inet_protocols = ipv4
mydestination =
virtual_mailbox_domains = example.test
virtual_mailbox_base = $dir/mail
virtual_mailbox_maps = static:inbox/
virtual_uid_maps = static:$owner
virtual_gid_maps = static:$owner
virtual_minimum_uid = 1000
default_transport = error:nothing leaves this computer
alias_maps =
alias_database =
smtpd_tls_cert_file = $dir/server.pem
smtpd_tls_key_file = $dir/server.key
smtpd_tls_auth_only = yes
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = private/auth
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_client_restrictions = permit_sasl_authenticated, reject
maillog_file = $dir/mail.log
maillog_file_prefixes = $dir
CONFIG
cat > etc/master.cf <<CONFIG
127.0.0.1:$port inet n - n - - smtpd -o smtpd_tls_security_level=encrypt
postlog unix-dgram n - n - 1 postlogd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
error unix - - n - - error
retry unix - - n - - error
tlsmgr unix - - n 1000? 1 tlsmgr
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
proxymap unix - - n - - proxymap
CONFIG
dovecot -c "$dir/dovecot.conf" >/dev/null 2>&1
for _ in $(seq 100); do [ -S "$dir/queue/private/auth" ] && break; sleep 0.05; done
postfix -c "$dir/etc" start >/dev/null 2>&1
