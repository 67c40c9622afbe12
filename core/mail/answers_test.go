package mail

import (
	"net/textproto"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestAnswersOfServers are answers as mail servers word them: Postfix, Exim, Exchange Online, GMX,
// Gmail, Amazon SES, SendGrid, Sendmail, Dovecot, iCloud, Yahoo.
func TestAnswersOfServers(t *testing.T) {
	const connect, sender, recipient = stepConnect, stepSender, stepRecipient
	const data, end = stepData, stepEnd
	for _, c := range []struct {
		at      step
		code    int
		says    string
		key     string
		outcome Outcome
		stops   bool
	}{
		// Sign-in.
		{connect, 535, "5.7.8 Error: authentication failed: UGFzc3dvcmQ6", "smtp.auth", Temporary, true},
		{connect, 535, "5.7.8 Username and Password not accepted. For more information, go to https://support.example", "smtp.auth", Temporary, true},
		{connect, 535, "Authentication credentials invalid", "smtp.auth", Temporary, true},
		{connect, 535, "5.7.3 Authentication unsuccessful [FR2P281CA0012]", "smtp.auth", Temporary, true},
		{connect, 535, "5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.", "smtp.smtp_auth_off", Temporary, true},
		{connect, 535, "5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox.", "smtp.mailbox_auth_off", Temporary, true},
		{connect, 535, "5.7.139 Authentication unsuccessful, user is locked by your organization's security defaults policy. Contact your administrator.", "smtp.security_defaults", Temporary, true},
		{connect, 535, "5.7.139 Authentication unsuccessful, the user credentials were incorrect.", "smtp.auth", Temporary, true},
		{connect, 535, "5.7.139 Authentication unsuccessful, basic authentication is disabled.", "smtp.basic_auth_off", Temporary, true},
		{connect, 550, "5.7.30 Basic authentication is not supported for Client Submission.", "smtp.basic_auth_off", Temporary, true},
		{connect, 534, "5.7.9 Application-specific password required.", "smtp.app_password", Temporary, true},
		{connect, 535, "Error: app password required", "smtp.app_password", Temporary, true},
		{connect, 530, "5.7.0 Must issue a STARTTLS command first", "smtp.wants_tls", Temporary, true},
		{sender, 530, "5.7.0 Must issue a STARTTLS command first. abc - gsmtp", "smtp.wants_tls", Temporary, true},
		{connect, 538, "5.7.11 Encryption required for requested authentication mechanism", "smtp.wants_tls", Temporary, true},
		{connect, 454, "4.7.0 Temporary authentication failure: Connection lost to authentication server", "smtp.auth_later", Temporary, false},
		{connect, 432, "4.7.12 A password transition is needed", "smtp.auth", Temporary, true},
		{sender, 530, "5.7.57 Client not authenticated to send mail.", "smtp.wants_sign_in", Temporary, true},
		{sender, 530, "5.7.57 SMTP; Client was not authenticated to send anonymous mail during MAIL FROM", "smtp.wants_sign_in", Temporary, true},
		{sender, 530, "Authentication required", "smtp.wants_sign_in", Temporary, true},
		{sender, 550, "5.7.1 Authentication Required", "smtp.wants_sign_in", Temporary, true},
		// This computer.
		{connect, 421, "4.7.0 try again later", "smtp.temporary", Temporary, false},
		{connect, 421, "4.3.2 Service not available, closing transmission channel", "smtp.temporary", Temporary, false},
		{connect, 554, "5.7.1 Service unavailable; client [192.0.2.1] blocked using zen.spamhaus.org", "smtp.turned_away", Temporary, true},
		{connect, 554, "5.7.1 ACL: your IP is dynamic", "smtp.turned_away", Temporary, true},
		{recipient, 554, "5.7.1 Service unavailable; Client host [192.0.2.1] blocked using bl.spamcop.net", "smtp.turned_away", Temporary, true},
		{recipient, 504, "5.5.2 <desk>: Helo command rejected: need fully-qualified hostname", "smtp.turned_away", Temporary, true},
		{recipient, 450, "4.7.25 Client host rejected: cannot find your hostname, [192.0.2.1]", "smtp.temporary", Temporary, false},
		{recipient, 550, "5.7.25 Client host rejected: cannot find your reverse hostname", "smtp.turned_away", Temporary, true},
		{recipient, 550, "5.7.606 Access denied, banned sending IP [192.0.2.1]", "smtp.turned_away", Temporary, true},
		{recipient, 550, "5.7.511 Access denied, banned sender[192.0.2.1]", "smtp.turned_away", Temporary, true},
		{recipient, 451, "4.7.650 The mail server [192.0.2.1] has been temporarily rate limited due to IP reputation", "smtp.sending_limit", Temporary, false},
		{sender, 550, "Access denied - Invalid HELO name (See RFC2821 4.1.1.1)", "smtp.turned_away", Temporary, true},
		// The domain of the sender.
		{end, 550, "5.7.26 This mail has been blocked because the sender is unauthenticated. Gmail requires all senders to authenticate with either SPF or DKIM.", "smtp.sender_unproven", Temporary, true},
		{end, 550, "5.7.1 Email rejected per SPF policy", "smtp.sender_unproven", Temporary, true},
		{end, 550, "5.7.509 Access denied, sending domain does not pass DMARC verification", "smtp.sender_unproven", Temporary, true},
		// Relaying.
		{recipient, 554, "5.7.1 <a@b.example>: Relay access denied", "smtp.relay", Temporary, true},
		{recipient, 550, "5.7.1 Unable to relay", "smtp.relay", Temporary, true},
		{recipient, 550, "5.7.54 SMTP; Unable to relay recipient in non-accepted domain", "smtp.relay", Temporary, true},
		{recipient, 550, "5.7.64 TenantAttribution; Relay Access Denied", "smtp.relay", Temporary, true},
		{recipient, 550, "relay not permitted", "smtp.relay", Temporary, true},
		{recipient, 550, "5.7.1 <a@b.example>... Relaying denied", "smtp.relay", Temporary, true},
		{
			recipient, 553,
			"sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)",
			"smtp.relay", Temporary, true,
		},
		{recipient, 454, "4.7.1 <a@b.example>: Relay access denied", "smtp.relay", Temporary, true},
		{
			recipient, 451,
			"4.7.1 <ida@nordlicht.example>: Sender address rejected: not owned by user ida",
			"smtp.sender_refused", Temporary, true,
		},
		{
			sender, 553,
			"5.7.1 <ida@nordlicht.example>: Sender address rejected: not owned by user ida",
			"smtp.sender_refused", Temporary, true,
		},
		{
			sender, 450,
			"4.1.8 <ida@nordlicht.example>: Sender address rejected: Domain not found",
			"smtp.temporary", Temporary, false,
		},
		// The storage of the server, not of a mailbox.
		{sender, 552, "5.3.1 Insufficient system storage", "smtp.server_full", Temporary, false},
		{sender, 452, "4.3.1 Insufficient system storage", "smtp.server_full", Temporary, false},
		{
			recipient, 452,
			"4.3.1 Insufficient system resources (UsedDiskSpace[C:])",
			"smtp.server_full", Temporary, false,
		},
		{sender, 452, "Insufficient system storage", "smtp.server_full", Temporary, false},
		{end, 452, "space shortage, please try later", "smtp.temporary", Temporary, false},
		{
			end, 451,
			"4.3.0 Error: queue file write error: No space left on device",
			"smtp.server_full", Temporary, false,
		},
		{end, 452, "4.2.2 The recipient's inbox is out of storage space", "smtp.mailbox_full", Temporary, false},
		{
			recipient, 552,
			"5.2.2 <a@b.example>: user is over quota, no storage on the server",
			"smtp.mailbox_full", Permanent, false,
		},
		// A sign-in is wanted.
		{
			recipient, 503,
			"5.5.1 Error: authentication first",
			"smtp.wants_sign_in", Temporary, true,
		},
		{
			recipient, 550,
			"authentication needed: please POP before SMTP",
			"smtp.wants_sign_in", Temporary, true,
		},
		{recipient, 550, "5.7.1 SMTP AUTH needed", "smtp.wants_sign_in", Temporary, true},
		{
			end, 550,
			"5.7.1 Unauthenticated senders not allowed",
			"smtp.wants_sign_in", Temporary, true,
		},
		{
			connect, 421,
			"4.7.0 Must issue a STARTTLS command first",
			"smtp.wants_tls", Temporary, true,
		},
		// What is refused of the tenant, the account or the network.
		{
			recipient, 550,
			"5.7.708 Service unavailable. Access denied, traffic not accepted from this IP.",
			"smtp.turned_away", Temporary, true,
		},
		{
			end, 550,
			"5.7.705 Service unavailable. Access denied, tenant has exceeded threshold.",
			"smtp.sending_limit", Temporary, false,
		},
		{
			recipient, 550,
			"5.7.501 Service unavailable. Access denied, spam abuse detected from IP range.",
			"smtp.turned_away", Temporary, true,
		},
		{
			recipient, 550,
			"5.7.750 Service unavailable. Client blocked from sending from unregistered domains.",
			"smtp.sender_refused", Temporary, true,
		},
		{
			end, 554,
			"Access denied: User is not authorized to perform ses:SendRawEmail because no identity-based policy allows it",
			"smtp.sender_refused", Temporary, true,
		},
		{end, 554, "Sending paused for this account.", "smtp.sender_refused", Temporary, true},
		{
			end, 554,
			"5.7.1 Your account has been suspended for sending spam",
			"smtp.sender_refused", Temporary, true,
		},
		{
			recipient, 550,
			"5.7.1 Domain y.example has exceeded the max emails per hour (51/50 (102%)) allowed.",
			"smtp.sending_limit", Temporary, false,
		},
		{
			recipient, 550,
			"Requested action not taken: mailbox unavailable. Invalid DNS MX or A/AAAA resource record.",
			"smtp.sender_refused", Temporary, true,
		},
		{
			sender, 432,
			"4.3.2 Concurrent connections limit exceeded.",
			"smtp.sending_limit", Temporary, false,
		},
		{
			end, 432,
			"4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded",
			"smtp.sending_limit", Temporary, false,
		},
		{
			recipient, 550,
			"Sender authentication failed: SPF fail",
			"smtp.sender_unproven", Temporary, true,
		},
		{
			end, 554,
			"5.7.9 Message not accepted for policy reasons.",
			"smtp.content", Permanent, false,
		},
		// Names say nothing.
		{
			recipient, 550,
			"<ana@relay-systems.example>: no such user",
			"smtp.recipient_refused", Permanent, false,
		},
		{
			recipient, 550,
			"No such user here (mx-relay01.host.example)",
			"smtp.recipient_refused", Permanent, false,
		},
		{
			recipient, 550,
			"Unknown user: spf@firma.example",
			"smtp.recipient_refused", Permanent, false,
		},
		{
			end, 550,
			"5.7.1 Rejected by the spam filter, see https://relay.host.example/why",
			"smtp.content", Permanent, false,
		},
		{
			recipient, 504,
			"5.5.2 <user@localhost>: Recipient address rejected: need fully-qualified address",
			"smtp.recipient_refused", Permanent, false,
		},
		// The sender address.
		{
			recipient, 553,
			"5.7.1 <x@y.example>: Sender address rejected: not owned by user ida@y.example",
			"smtp.sender_refused", Temporary, true,
		},
		{recipient, 550, "5.1.8 <x@y.example>: Sender address rejected: Domain not found", "smtp.sender_refused", Temporary, true},
		{
			recipient, 450,
			"4.1.8 <x@y.example>: Sender address rejected: Domain not found",
			"smtp.temporary", Temporary, false,
		},
		{end, 554, "5.2.252 SendAsDenied; ida@y.example not allowed to send as x@y.example", "smtp.sender_refused", Temporary, true},
		{end, 550, "5.7.60 SMTP; Client does not have permissions to send as this sender", "smtp.sender_refused", Temporary, true},
		{end, 554, "Message rejected: Email address is not verified.", "smtp.sender_refused", Temporary, true},
		{end, 550, "The from address does not match a verified Sender Identity.", "smtp.sender_refused", Temporary, true},
		{sender, 550, "Requested action not taken: Sender address is not allowed", "smtp.sender_refused", Temporary, true},
		{sender, 553, "5.1.7 Invalid address", "smtp.sender_refused", Temporary, true},
		{recipient, 550, "Sender verify failed", "smtp.sender_refused", Temporary, true},
		// How much is sent.
		{end, 550, "5.4.5 Daily user sending limit exceeded.", "smtp.sending_limit", Temporary, false},
		{end, 454, "Throttling failure: Daily message quota exceeded.", "smtp.sending_limit", Temporary, false},
		{end, 454, "Throttling failure: Maximum sending rate exceeded.", "smtp.sending_limit", Temporary, false},
		{recipient, 450, "4.7.1 Error: too many mails from 192.0.2.1", "smtp.sending_limit", Temporary, false},
		{connect, 421, "4.7.0 Too many connections, slow down.", "smtp.sending_limit", Temporary, false},
		// The mailbox of the recipient.
		{recipient, 552, "5.2.2 mailbox full", "smtp.mailbox_full", Permanent, false},
		{recipient, 552, "5.2.2 The recipient's inbox is out of storage space.", "smtp.mailbox_full", Permanent, false},
		{recipient, 452, "4.2.2 The email account that you tried to reach is over quota.", "smtp.mailbox_full", Temporary, false},
		{end, 554, "5.2.2 <a@b.example>: Quota exceeded (mailbox for user is full)", "smtp.mailbox_full", Permanent, false},
		{recipient, 552, "", "smtp.mailbox_full", Permanent, false},
		{recipient, 452, "4.3.1 Insufficient system storage", "smtp.server_full", Temporary, false},
		{recipient, 450, "4.2.0 <a@b.example>: Recipient address rejected: Greylisted", "smtp.temporary", Temporary, false},
		// The recipient.
		{recipient, 550, "5.1.1 <a@b.example>: Recipient address rejected: User unknown in virtual mailbox table", "smtp.recipient_refused", Permanent, false},
		{recipient, 550, "5.1.1 The email account that you tried to reach does not exist.", "smtp.recipient_refused", Permanent, false},
		{recipient, 550, "5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup", "smtp.recipient_refused", Permanent, false},
		{recipient, 550, "5.4.1 Recipient address rejected: Access denied.", "smtp.recipient_refused", Permanent, false},
		{recipient, 550, "5.2.1 The email account that you tried to reach is disabled.", "smtp.recipient_refused", Permanent, false},
		{recipient, 450, "4.2.1 The user you are trying to contact is receiving mail too quickly", "smtp.temporary", Temporary, false},
		{recipient, 550, "Requested action not taken: mailbox unavailable", "smtp.recipient_refused", Permanent, false},
		{recipient, 550, "Unrouteable address", "smtp.recipient_refused", Permanent, false},
		{recipient, 550, "No such user here", "smtp.recipient_refused", Permanent, false},
		{end, 550, "5.1.1 User unknown", "smtp.recipient_refused", Permanent, false},
		// The mail.
		{sender, 552, "5.3.4 Message size exceeds fixed limit", "smtp.too_big", Permanent, false},
		{end, 552, "5.3.4 Your message exceeded Google's message size limits.", "smtp.too_big", Permanent, false},
		{end, 552, "message too large", "smtp.too_big", Permanent, false},
		{
			end, 552,
			"5.7.0 This message was blocked because its content presents a potential security issue.",
			"smtp.attachment", Permanent, false,
		},
		{
			end, 554,
			"5.7.0 Reject, id=12345-01 - BANNED: application/octet-stream,Kranich.desk",
			"smtp.attachment", Permanent, false,
		},
		{
			end, 550,
			"5.7.1 Message contains banned content: .desk",
			"smtp.attachment", Permanent, false,
		},
		{
			end, 550,
			"5.7.1 Attachment type not allowed. File \"a.bin\" has unacceptable extension",
			"smtp.attachment", Permanent, false,
		},
		{
			end, 550,
			"This message contains an attachment with a blocked file extension",
			"smtp.attachment", Permanent, false,
		},
		{
			end, 554,
			"5.7.1 The file type application/octet-stream is not allowed here",
			"smtp.attachment", Permanent, false,
		},
		{
			end, 550,
			"5.7.1 TRANSPORT.RULES.RejectMessage; the message was rejected by organization policy",
			"smtp.content", Permanent, false,
		},
		{
			recipient, 550,
			"5.7.1 attachments are refused from strangers",
			"smtp.recipient_refused", Permanent, false,
		},
		{
			end, 451,
			"4.7.1 attachment is being scanned, try again later",
			"smtp.temporary", Temporary, false,
		},
		{end, 554, "5.7.1 The message was rejected because it contains prohibited virus or spam content", "smtp.content", Permanent, false},
		{end, 550, "5.7.1 Message rejected due to content restrictions", "smtp.content", Permanent, false},
		{end, 554, "5.6.0 Message with invalid header", "smtp.content", Permanent, false},
		{end, 451, "4.7.1 Greylisting in action, please come back later", "smtp.temporary", Temporary, false},
		{data, 503, "5.5.1 no valid recipients", "smtp.rejected", Permanent, false},
		{end, 554, "Transaction failed", "smtp.rejected", Permanent, false},
	} {
		got := (&delivery{}).failed(t.Context(), &textproto.Error{Code: c.code, Msg: c.says}, c.at)
		require.Equal(t, c.key, got.Fault.Key, "%d %s", c.code, c.says)
		require.Equal(t, c.outcome, got.Outcome, "%d %s", c.code, c.says)
		require.Equal(t, c.stops, got.StopsProfile(), "%d %s", c.code, c.says)
	}
}

// TestASignInThatIsSetIsRefused: with a user in the settings a server that wants a sign-in refused
// the one there is.
func TestASignInThatIsSetIsRefused(t *testing.T) {
	for user, key := range map[string]string{"": "smtp.wants_sign_in", "ida": "smtp.auth"} {
		for _, says := range []string{"", "5.7.0 Authentication required"} {
			d := &delivery{settings: Settings{User: user}}
			got := d.failed(t.Context(), &textproto.Error{Code: 530, Msg: says}, stepSender)
			require.Equal(t, key, got.Fault.Key)
			require.True(t, got.StopsProfile())
		}
	}
}
