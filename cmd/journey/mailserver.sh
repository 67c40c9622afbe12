#!/usr/bin/env bash
# A real Postfix on the loopback, private to a folder: SMTP with TLS from the start and with STARTTLS, both with a login. Mail
# ends in the folder "mail" as a Maildir. With the address of a provider that says whose a token is, Dovecot checks the users,
# who sign in by XOAUTH2. Needs root.
# usage: mailserver.sh DIR start TLS_PORT STARTTLS_PORT UID [PROVIDER_URL CLIENT SECRET] | mailserver.sh DIR stop
set -euo pipefail
dir=$(readlink -f "$1")
if [ "$2" = stop ]; then
  postfix -c "$dir/etc" stop 2>/dev/null || true
  if [ -f "$dir/dovecot.conf" ]; then dovecot -c "$dir/dovecot.conf" stop >/dev/null 2>&1 || true; fi
  chown -R "${SUDO_UID:-0}" "$dir"
  exit 0
fi
tls=$3 starttls=$4 owner=$5 provider=${6:-} client=${7:-} secret=${8:-}
mkdir -p "$dir"/{etc/sasl,queue/private,data,mail,sasl}
chmod 755 "$dir" "$dir"/{etc,queue,data,mail,sasl}
cd "$dir"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -days 2 -subj "/CN=Test CA" 2>/dev/null
openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout server.key -out server.csr -subj "/CN=localhost" 2>/dev/null
printf 'subjectAltName=DNS:localhost,IP:127.0.0.1' > server.ext
openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -out server.pem -extfile server.ext 2>/dev/null
if [ -z "$provider" ]; then
  sasl="smtpd_sasl_type = cyrus
smtpd_sasl_path = smtpd
cyrus_sasl_config_path = $dir/etc/sasl"
  printf %s 'mail secret' | saslpasswd2 -p -c -u example.test -f "$dir/sasl/sasldb2" sender
  printf 'pwcheck_method: auxprop\nauxprop_plugin: sasldb\nmech_list: PLAIN LOGIN\nsasldb_path: %s\n' "$dir/sasl/sasldb2" > etc/sasl/smtpd.conf
else
  sasl="smtpd_sasl_type = dovecot
smtpd_sasl_path = private/auth"
  mkdir run state
  chmod 755 run state
  cat > oauth2.conf <<CONFIG
introspection_mode = post
introspection_url = ${provider/:\/\//:\/\/$client:$secret@}
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
fi
chown -R postfix sasl data queue/private
chown -R "$owner" mail
chmod 644 ca.pem
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
$sasl
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_client_restrictions = permit_sasl_authenticated, reject
maillog_file = $dir/mail.log
maillog_file_prefixes = $dir
CONFIG
cat > etc/master.cf <<CONFIG
127.0.0.1:$starttls inet n - n - - smtpd -o smtpd_tls_security_level=encrypt
127.0.0.1:$tls inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
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
scache unix - - n - 1 scache
proxymap unix - - n - - proxymap
verify unix - - n - 1 verify
CONFIG
if [ -n "$provider" ]; then
  dovecot -c "$dir/dovecot.conf" >/dev/null 2>&1
  for _ in $(seq 100); do [ -S "$dir/queue/private/auth" ] && break; sleep 0.05; done
fi
postfix -c "$dir/etc" start >/dev/null 2>&1
