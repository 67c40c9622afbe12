package alarm

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/assets"
	"resellerdesk/core/desk"
	"resellerdesk/core/i18n"
)

// TestEveryKindOfAlarmHasATopic knows the kinds by the words of what is done about them.
func TestEveryKindOfAlarmHasATopic(t *testing.T) {
	keys, err := i18n.Keys(assets.Translations, "en")
	require.NoError(t, err)
	kinds := 0
	for _, key := range keys {
		kind, is := strings.CutPrefix(key, "alarm.do.")
		if !is {
			continue
		}
		kinds++
		topic := entry{Alarm: desk.Alarm{Kind: desk.AlarmKind(kind)}}.topic()
		require.NotEmpty(t, topic, "an alarm of the kind %s cannot be filtered", kind)
		require.Contains(t, keys, "alarm.about."+topic)
	}
	require.Greater(t, kinds, 10)
}
