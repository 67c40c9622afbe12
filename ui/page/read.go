package page

import "context"

// Read reads something beside the UI and gives it to then on the UI goroutine, unless the page was
// left meanwhile. Why it could not be read is said in a dialog.
func Read[T any](env *Env, read func(ctx context.Context) (T, error), then func(T)) {
	ctx := env.Context()
	env.Run.Go(func() {
		got, err := read(ctx)
		env.Run.UI(func() {
			switch {
			case ctx.Err() != nil:
			case err != nil:
				env.Fail(err)
			default:
				then(got)
			}
		})
	})
}

// Do does something beside the UI, also when the page is left meanwhile, and gives what came of it
// to then on the UI goroutine. Why it could not be done is said in a dialog.
func Do[T any](env *Env, do func(ctx context.Context) (T, error), then func(T)) {
	env.Run.Go(func() {
		got, err := do(context.Background())
		env.Run.UI(func() {
			if err != nil {
				env.Fail(err)
				return
			}
			then(got)
		})
	})
}

// Try is Do for what returns nothing.
func Try(env *Env, do func(ctx context.Context) error, then func()) {
	Do(env, func(ctx context.Context) (struct{}, error) { return struct{}{}, do(ctx) },
		func(struct{}) { then() })
}
