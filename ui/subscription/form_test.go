package subscription

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/assets"
	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/i18n"
	"resellerdesk/ui/page"
)

// bought is a subscription of which 60 of 100 extensions are given out.
func bought() sold {
	expires := core.NewDay(2027, time.March, 31)
	return sold{
		terms: capacity.Subscription{
			Total: capacity.Amounts{
				capacity.Extensions: 100, capacity.ConcurrentCalls: 20,
				capacity.RecordingMinutes: 1000, capacity.CustomDomains: 3,
			},
			Expiry: expires,
		},
		usage: map[capacity.Resource]capacity.Usage{
			capacity.Extensions:    {Unused: 60, Free: 40},
			capacity.CustomDomains: {Unused: 1, Free: 2},
		},
	}
}

func opened(t *testing.T, now sold) *form {
	words, err := i18n.New(assets.Translations, "en")
	require.NoError(t, err)
	return newForm(&page.Env{Words: words}, now)
}

// TestWhatWasKeptOfTheSubscriptionComesBack restores what was typed, beside what somebody else
// changed.
func TestWhatWasKeptOfTheSubscriptionComesBack(t *testing.T) {
	f := opened(t, bought())
	kept, err := f.Kept()
	require.NoError(t, err)
	require.Nil(t, kept, "nothing was typed")

	f.Now.Total[capacity.Extensions] = 150
	kept, err = f.Kept()
	require.NoError(t, err)
	again := opened(t, bought())
	again.Restore(kept)
	require.True(t, again.Restored)
	require.False(t, again.Outdated)
	require.Equal(t, f.Now.Total, again.Now.Total)
	require.Equal(t, f.Now.Expiry, again.Now.Expiry)
	again.Now.Total[capacity.Extensions] = 100
	require.False(t, again.Typed(), "it is what there is now")

	changed := bought()
	changed.terms.Total[capacity.ConcurrentCalls] = 30
	again = opened(t, changed)
	again.Restore(kept)
	require.True(t, again.Outdated)
	require.EqualValues(t, 150, again.Now.Total[capacity.Extensions])
	require.EqualValues(t, 30, again.Now.Total[capacity.ConcurrentCalls], "of somebody else")
	again.Reset()
	require.False(t, again.Typed())
}

func TestWhatIsGivenOutCannotBeLeftOut(t *testing.T) {
	f := opened(t, bought())
	require.Empty(t, f.problems())
	delete(f.Now.Total, capacity.CustomDomains)
	require.Equal(
		t, "subscription.given_out", f.problems().Of(string(capacity.CustomDomains)).Key,
	)
}

func TestASmallerSubscriptionSaysWhatIsMissing(t *testing.T) {
	f := opened(t, bought())
	text, wrong := f.means()
	require.Empty(t, text)
	require.False(t, wrong)
	f.Now.Total[capacity.Extensions] = 50
	text, wrong = f.means()
	require.Contains(t, text, "10 extensions")
	require.True(t, wrong)
}

// TestTheEndThatIsTypedStaysWhenSomebodyElseChangesIt merges while a day is typed, and none.
func TestTheEndThatIsTypedStaysWhenSomebodyElseChangesIt(t *testing.T) {
	there := bought().terms
	there.Expiry += 366

	f := opened(t, bought())
	_, err := f.merge(there)
	require.NoError(t, err)
	require.Equal(t, f.env.Words.Day(there.Expiry), f.expires.Text, "of somebody else")
	require.False(t, f.Typed())

	f = opened(t, bought())
	f.setExpires("31 May 2027")
	_, err = f.merge(there)
	require.NoError(t, err)
	require.Equal(t, "31 May 2027", f.expires.Text)
	require.Equal(t, core.NewDay(2027, time.May, 31), f.Now.Expiry)

	f = opened(t, bought())
	f.setExpires("soon")
	_, err = f.merge(there)
	require.NoError(t, err)
	require.Equal(t, "soon", f.expires.Text, "it waits to be corrected")
	require.True(t, f.Typed())
}
