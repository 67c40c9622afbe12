package kit

import "fyne.io/fyne/v2"

// LoadFonts reads the fonts of the program while its window is being made, and closes loaded then.
// Until that nothing may measure a text: the toolkit reads a font when the first one is measured,
// and measures on one goroutine at a time.
func LoadFonts() (loaded <-chan struct{}) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		for _, bold := range []bool{false, true} {
			fyne.MeasureText("", 13, fyne.TextStyle{Bold: bold})
		}
	}()
	return done
}
