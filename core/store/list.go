package store

import "context"

// List answers what a list shows, whose query is Q and whose rows are R. It is sorted by company,
// one of PBXs by name, when the query names no column, or one by which it cannot be sorted. A
// filter of a column that cannot be filtered is passed over.
type List[Q, R any] interface {
	// Page returns the rows of the page that the query names: none when its Limit is 0.
	Page(ctx context.Context, q Q) ([]R, error)
	// IDs returns the ids of the whole list, without its page, in its order.
	IDs(ctx context.Context, q Q) ([]string, error)
	// ByID returns some rows by their ids, in the default order of the list. One that is in no list
	// is missing.
	ByID(ctx context.Context, ids []string) ([]R, error)
	// Count returns how many rows the list has, without its page.
	Count(ctx context.Context, q Q) (int, error)
	// Position returns the place of a row in the list, the first is 0; NotFound when it is not in
	// it.
	Position(ctx context.Context, q Q, id string) (int, error)
}
