package sheet_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/sheet"
)

func TestIsSpoiled(t *testing.T) {
	for _, cell := range []string{
		"#NAME?", "#REF!", "#VALUE!", "#DIV/0!", "#N/A", "#NULL!", "#NUM!", "#SPILL!", "#CALC!",
		"#GETTING_DATA!", "#BEZUG!", "#WERT!", "#ZAHL!", "#NV", "#ÜBERLAUF!", "#NOM?", "#VALEUR!",
		"#¿NOMBRE?", "#¡VALOR!", "#RIF!", "#ИМЯ?", " #NAME? ", "###", "########", "Err:502",
		"Fehler:508", "4.9E+11", "4,91701E+11", "1E-5", "-2.5E+10",
		"4.9E11", "1.0E7", "4.9e+11", "1.0E-3", "1e-5", "#GETTING_DATA", "#N/DISP", "#FIELD!",
		"##", "##########", "＃＃＃＃", "Loading...", "#HIÁNYZIK", "#BLOCKED!", "−4,9E+11",
	} {
		require.True(t, sheet.IsSpoiled(cell), cell)
	}
	for _, cell := range []string{
		"", "#", "#1", "#1!", "# 7", "C#", "Number #4", "#sonnenschein!", "#NVision", "No. #12?",
		"E+ Elektro", "3E Systems", "1E5", "12E+", "Err", "Error: none", "+49 30 1", "007",
		"Loading", "Wird geladen", "E5", "1e5", "Fehler 3", "#VIP_KUNDE", "3E", "4.9", "12e Straße",
	} {
		require.False(t, sheet.IsSpoiled(cell), cell)
	}
}
