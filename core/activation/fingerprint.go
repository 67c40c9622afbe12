package activation

import (
	"crypto/ed25519"
	"crypto/sha256"
	"math/big"
	"strings"

	"github.com/sethvargo/go-diceware/diceware"
)

const (
	fingerprintWords = 6
	listLength       = 7776 // Words of the EFF's large list, one for each throw of five dice.
)

// Fingerprint is a short form of a signing key that two people can compare by phone: six words of
// the EFF's large list, which have 77 bits.
func Fingerprint(key ed25519.PublicKey) string {
	sum := sha256.Sum256(append([]byte("reseller-desk/fingerprint/v1\x00"), key...))
	rest, word, length := new(big.Int).SetBytes(sum[:]), new(big.Int), big.NewInt(listLength)
	words := make([]string, fingerprintWords)
	for i := range words {
		rest.DivMod(rest, length, word)
		words[i] = diceware.WordListEffLarge().WordAt(throw(int(word.Int64())))
	}
	return strings.Join(words, " ")
}

// throw is the number that five dice show for the place of a word in the list: 11111 for 0, 66666
// for 7775.
func throw(place int) int {
	dice := 0
	for digit := 1; digit <= 10_000; digit *= 10 {
		dice += (place%6 + 1) * digit
		place /= 6
	}
	return dice
}
