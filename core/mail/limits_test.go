package mail

import (
	"net/textproto"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
)

// TestHowLongAServerIsLeftAlone are answers of Postfix, Gmail, Exchange Online, GMX, Amazon SES and
// others; one about a single recipient holds up nobody else.
func TestHowLongAServerIsLeftAlone(t *testing.T) {
	for _, c := range []struct {
		at   step
		code int
		says string
		want time.Duration
	}{
		{stepConnect, 421, "4.7.0 Too many connections, try again in 15 minutes", 15 * time.Minute},
		{stepRecipient, 450, "4.7.1 Error: too many mails from 192.0.2.1", 5 * time.Minute},
		{stepSender, 421, "4.7.0 rate limit exceeded; retry after 120 seconds", 2 * time.Minute},
		{stepSender, 421, "4.7.0 rate limit exceeded; retry after 1s", 10 * time.Second},
		{stepEnd, 452, "4.5.3 sending quota reached, wait for 90 days", LongestWait},
		{
			stepEnd, 550,
			"5.4.5 Daily user sending limit exceeded. For more information go to https://a.example",
			3 * time.Hour,
		},
		{stepEnd, 454, "Throttling failure: Daily message quota exceeded.", 3 * time.Hour},
		{stepEnd, 454, "Throttling failure: Maximum sending rate exceeded.", 5 * time.Minute},
		{
			stepRecipient, 550,
			"5.1.90 Your message can't be sent because you've reached your daily limit for message recipients",
			3 * time.Hour,
		},
		{stepSender, 432, "4.3.2 Concurrent connections limit exceeded", 5 * time.Minute},
		{
			stepEnd, 554,
			"5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException; Failed to process message",
			5 * time.Minute,
		},
		{stepRecipient, 450, "Mail send limit exceeded.", 5 * time.Minute},
		{
			stepEnd, 421,
			"4.7.28 Gmail has detected an unusual rate of unsolicited mail",
			5 * time.Minute,
		},
		{stepEnd, 450, "hourly limit of 100 reached", 20 * time.Minute},

		{
			stepRecipient, 450,
			"4.2.1 The user you are trying to contact is receiving mail too quickly",
			0,
		},
		{stepRecipient, 450, "4.2.0 greylisted, try again in 300 seconds", 0},
		{stepRecipient, 452, "4.2.2 over quota, try again in 2 hours", 0},
		{stepConnect, 421, "4.3.2 Service not available", 0},
		{stepEnd, 554, "no", 0},
	} {
		got := (&delivery{}).failed(t.Context(), &textproto.Error{Code: c.code, Msg: c.says}, c.at)
		require.Equal(t, c.want, got.Wait(), "%d %s: %s", c.code, c.says, got.Fault.Key)
	}
	require.Zero(t, Answer{Outcome: Sent}.Wait())
	require.Zero(t, Answer{Outcome: Unknown, Fault: &core.Error{Key: sendingLimit}}.Wait())
}

func TestHowManyMailsMayBeSent(t *testing.T) {
	for _, c := range []struct {
		host, user  string
		minute, day int64
		wantMinute  int64
		wantDay     int64
	}{
		{"smtp.office365.com", "ida@nordlicht.example", 0, 0, 30, 10000},
		{"smtp.office365.com", "ida@nordlicht.example", 5, 70, 5, 70},
		{"smtp.gmail.com", "ida@gmail.com", 0, 0, 0, 500},
		{"smtp.gmail.com", "ida@nordlicht.example", 0, 0, 0, 2000},
		{"mail.nordlicht.example", "ida@nordlicht.example", 0, 0, 0, 0},
	} {
		s := Settings{Host: c.host, User: c.user, PerMinute: c.minute, PerDay: c.day}
		minute, day := s.Limits()
		require.Equal(t, Limit{c.wantMinute, time.Minute}, minute, c)
		require.Equal(t, Limit{c.wantDay, 24 * time.Hour}, day, c)
	}
	s := Settings{PerMinute: -1, PerDay: maxLimit + 1}
	require.NotNil(t, s.Validate().Of(FieldPerMinute))
	require.NotNil(t, s.Validate().Of(FieldPerDay))
	require.Nil(t, Settings{PerDay: maxLimit}.Validate().Of(FieldPerDay))
}
