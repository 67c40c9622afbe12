package kit

// typed counts the keys that were pressed in fields, of which there is one keyboard. It is used on
// the UI goroutine.
var typed int

func noteTyping() { typed++ }

// KeysTyped returns how many keys were pressed in fields so far: two numbers that differ mean
// that somebody typed in between.
func KeysTyped() int { return typed }
