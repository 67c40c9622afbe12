package page

import (
	"context"

	"resellerdesk/core"
	"resellerdesk/core/desk"
)

// About are the arguments of a sentence about some rows: how many they are, the names of the first
// few, and that of the very first, if it is loaded.
func (l *List[T]) About(ids []string) core.Args {
	args := core.Args{"Count": len(ids), "Names": l.Names(ids), l.options.CalledIn: ""}
	if row, loaded := l.Find(ids[0]); loaded {
		args[l.options.CalledIn] = l.options.Called(row)
	}
	return args
}

// Sentence is the sentence of a key about some rows.
func (l *List[T]) Sentence(key string, ids []string) string { return l.env.T(key, l.About(ids)) }

// CarryOut does one operation on rows beside the UI. Afterwards it says what was done, with the way
// back, or for which rows it was refused. said is made before: deleted rows have no names any more.
func (l *List[T]) CarryOut(
	said string, ids []string, do func(ctx context.Context, operationID string) error,
) {
	operationID := desk.NewID()
	Act(l.env, len(ids), func(ctx context.Context) error {
		return do(ctx, operationID)
	}, func(err error) {
		if err != nil {
			l.SayRefused(err)
			return
		}
		l.env.Toasts.Say(said, l.env.T("button.undo"), func() { l.env.Undo(operationID) })
	})
}

// AskIfPossible asks a question about an action on rows only when it can be done; else it says at
// once why not. try is what the answer would do.
func (l *List[T]) AskIfPossible(
	ids []string, try func(ctx context.Context, trial *desk.Desk) error, ask func(),
) {
	check := func(ctx context.Context) error {
		return l.env.Desk.Check(func(trial *desk.Desk) error { return try(ctx, trial) })
	}
	Act(l.env, len(ids), check, func(err error) {
		if err != nil {
			l.SayRefused(err)
			return
		}
		ask()
	})
}

// SayRefused says why nothing was done to rows.
func (l *List[T]) SayRefused(err error) { Refused(l.env, err, l.options.Refused) }

// Copy copies a text of a row, if it is loaded.
func (l *List[T]) Copy(id string, text func(row T) string) {
	if row, loaded := l.Find(id); loaded {
		CopyText(text(row))
	}
}
