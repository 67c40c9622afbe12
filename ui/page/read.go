package page

import "context"

// Read reads something beside the UI and gives it to then on the UI goroutine, unless the page was
// left meanwhile. Why it could not be read is said in a dialog.
func Read[T any](env *Env, read func(ctx context.Context) (T, error), then func(T)) {
	ReadOr(env, read, env.Fail, then)
}

// ReadOr is Read where failed says why it could not be read.
func ReadOr[T any](
	env *Env, read func(ctx context.Context) (T, error), failed func(error), then func(T),
) {
	ctx := env.Context()
	env.Run.Go(func() {
		got, err := read(ctx)
		env.Run.UI(func() {
			switch {
			case ctx.Err() != nil:
			case err != nil:
				failed(err)
			default:
				then(got)
			}
		})
	})
}

// Do does something beside the UI, also when the page is left meanwhile, and gives what came of it
// to then on the UI goroutine. Why it could not be done is said in a dialog.
func Do[T any](env *Env, do func(ctx context.Context) (T, error), then func(T)) {
	DoOr(env, do, env.Fail, then)
}

// DoOr is Do where failed says why it could not be done.
func DoOr[T any](
	env *Env, do func(ctx context.Context) (T, error), failed func(error), then func(T),
) {
	env.Run.Go(func() {
		got, err := do(context.Background())
		env.Run.UI(func() {
			if err != nil {
				failed(err)
				return
			}
			then(got)
		})
	})
}

// Try is Do for what returns nothing.
func Try(env *Env, do func(ctx context.Context) error, then func()) {
	TryOr(env, do, env.Fail, then)
}

// TryOr is DoOr for what returns nothing.
func TryOr(env *Env, do func(ctx context.Context) error, failed func(error), then func()) {
	DoOr(env, func(ctx context.Context) (struct{}, error) { return struct{}{}, do(ctx) }, failed,
		func(struct{}) { then() })
}

// Check asks beside the UI whether something can be done, unless the page is left meanwhile;
// refused gets why it cannot.
func Check(env *Env, check func(ctx context.Context) error, refused func(error), can func()) {
	ReadOr(env, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, check(ctx)
	}, refused, func(struct{}) { can() })
}

// Latest reads the answer to the newest of several questions; those before it are given up. It is
// used on the UI goroutine.
type Latest[T any] struct {
	stop context.CancelFunc // Gives up the newest question; nil once it is answered.
}

// Read is ReadOr for a question that takes the place of the one before.
func (l *Latest[T]) Read(
	env *Env, read func(ctx context.Context) (T, error), failed func(error), then func(T),
) {
	l.Drop()
	ctx, stop := context.WithCancel(env.Context())
	l.stop = stop
	ReadOr(env.Within(ctx), read, func(err error) {
		l.Drop()
		failed(err)
	}, func(got T) {
		l.Drop()
		then(got)
	})
}

// Drop says that no answer is wanted any more.
func (l *Latest[T]) Drop() {
	if l.stop != nil {
		l.stop()
		l.stop = nil
	}
}

// Waits tells whether the newest question is not answered yet.
func (l *Latest[T]) Waits() bool { return l.stop != nil }

// Silently ignores an error that is no reason to interrupt: what failed is tried again, by the
// program or by a person, who sees the error then.
func Silently(error) {}
