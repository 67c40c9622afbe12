package action

import (
	"context"
	"slices"
	"strings"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/activation"
	"resellerdesk/core/permission"
	"resellerdesk/core/store"
)

// WorkspaceStatus is whether a reseller's workspace may be changed.
type WorkspaceStatus string

// The statuses. In all but the first everything can be seen and exported, and nothing changed.
const (
	WorkspaceGood      WorkspaceStatus = "good"
	WorkspaceSuspended WorkspaceStatus = "suspended" // By the distributor.
	WorkspaceClosed    WorkspaceStatus = "closed"    // By the distributor.
	WorkspaceExpired   WorkspaceStatus = "expired"   // The package ran out.
	WorkspaceLapsed    WorkspaceStatus = "lapsed"    // The distributor was silent for too long.
)

// workspaceStatus is the status of a reseller's workspace whose package has a last day.
func workspaceStatus(u store.Upstream, now time.Time, last core.Day) WorkspaceStatus {
	switch {
	case u.Status == activation.StatusClosed:
		return WorkspaceClosed
	case u.Status == activation.StatusSuspended && !u.Until.IsOver(now):
		return WorkspaceSuspended
	case last.IsOver(now):
		return WorkspaceExpired
	case !now.Before(u.LeaseUntil):
		return WorkspaceLapsed
	}
	return WorkspaceGood
}

// WorkspaceStatus returns the status of a reseller's workspace. While it may not be changed the
// error says why. NotFound is for a distributor's workspace.
func (f *Face) WorkspaceStatus(ctx context.Context) (WorkspaceStatus, error) {
	u, err := f.k.Store.Upstream(ctx)
	if err != nil {
		return "", err
	}
	w, err := f.k.Store.Workspace(ctx)
	if err != nil {
		return "", err
	}
	s := workspaceStatus(u, f.k.Time(), w.Expiry)
	if s == WorkspaceGood {
		return s, nil
	}
	args := core.Args{"Company": u.Company, "Reason": u.Reason}
	key := "standing." + string(s)
	switch s {
	case WorkspaceSuspended:
		if u.Until != core.NoDay {
			key, args["Until"] = "standing.suspended_until", u.Until
		}
	case WorkspaceExpired:
		args["At"] = w.Expiry
	case WorkspaceLapsed:
		args["At"] = u.LeaseUntil
	}
	return s, &core.Error{Code: core.Forbidden, Key: key, Args: args}
}

// requireWritable refuses when a reseller's workspace may not be changed now.
func (k *Kernel) requireWritable(ctx context.Context) error {
	_, err := k.WorkspaceStatus(ctx)
	if core.IsNotFound(err) {
		return nil
	}
	return err
}

// isWriteFeature tells whether a feature changes what a reseller works with. Seeing and exporting
// it is always possible, and so is everything that is needed to hear from the distributor again.
func isWriteFeature(feature permission.Key) bool {
	if strings.HasSuffix(
		string(feature), ".view",
	) || strings.HasSuffix(string(feature), ".export") || feature == permission.UserExchange {
		return false
	}
	f, known := permission.FeatureOf(feature)
	return known && slices.Contains([]permission.Heading{
		permission.HeadingPBX, permission.HeadingCustomer, permission.HeadingHandover,
		permission.HeadingUser,
	}, f.Heading)
}

// IsUpstream tells whether this is the workspace of a reseller.
func IsUpstream(ctx context.Context, r store.Reader) (bool, error) {
	_, err := r.Upstream(ctx)
	if core.IsNotFound(err) {
		return false, nil
	}
	return err == nil, err
}
