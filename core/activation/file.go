package activation

import (
	"crypto/ed25519"
	"time"

	"resellerdesk/core"
)

// maxAhead is how far the clock of the sender may be ahead of this computer's, which lives without
// a network.
const maxAhead = 24 * time.Hour

// File is one file that was opened: who signed it and what it says. Exactly one of the last four is
// set.
type File struct {
	Kind   Kind
	Signer ed25519.PublicKey // Whether it is the right one, the caller knows.
	// Of the payload: hexadecimal SHA-256, by which the next file names this one.
	Hash string

	Invitation *Invitation // Of the kinds Activate and Reset.
	Receipt    *Receipt
	State      *State
	Report     *Report
}

// Open finds the first complete file in a text of at most MaxText bytes, opens it with the identity
// when it is sealed (nil while nobody is signed in), verifies its signature and reads it. It
// refuses what is damaged, changed, too big, of another kind or a newer version, and whatever says
// something that is not allowed. It consumes nothing and looks at no clock: Usable does.
func Open(text []byte, identity *Identity) (File, error) {
	if len(text) > MaxText {
		return File{}, tooBig(MaxText)
	}
	label, raw, err := findOurs(text)
	if err != nil {
		return File{}, err
	}
	if label == sealed {
		if text, err = unseal(raw, identity); err != nil {
			return File{}, err
		}
		if label, raw, err = findOurs(text); err != nil {
			return File{}, err
		}
	}
	return read(label, raw)
}

// read verifies a file that is not sealed and reads what it says.
func read(label string, raw []byte) (File, error) {
	var f File
	var said content
	switch label {
	case Activate.label():
		f.Invitation = &Invitation{}
		said = f.Invitation
	case KindReceipt.label():
		f.Receipt = &Receipt{}
		said = f.Receipt
	case KindPackage.label():
		f.State = &State{}
		said = f.State
	case KindReport.label():
		f.Report = &Report{}
		said = f.Report
	default: // Of a later version, or sealed twice.
		return File{}, refuse("activation.kind", nil, nil)
	}
	payload, signer, err := verify(label, raw)
	if err != nil {
		return File{}, err
	}
	if err := decode(payload, said); err != nil {
		return File{}, refuse("activation.content", nil, err)
	}
	if said.kind().label() != label {
		return File{}, refuse("activation.kind", nil, nil)
	}
	if err := said.check(); err != nil {
		return File{}, refuse("activation.content", nil, err)
	}
	f.Kind, f.Signer, f.Hash = said.kind(), signer, hashOf(payload)
	return f, nil
}

// notAhead refuses a file that was issued more than maxAhead after now: one of the two clocks is
// wrong, and every date with it.
func notAhead(issued, now time.Time) error {
	if issued.After(now.Add(maxAhead)) {
		return refuse("activation.clock", core.Args{"Issued": issued}, nil)
	}
	return nil
}
