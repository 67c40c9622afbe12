package pbx

import (
	"strings"

	"resellerdesk/core/account"
)

// Keys are the folded texts of a PBX by which lists search and sort.
type Keys struct {
	Name, Host, Region string
	// Search is name, host and the company of the owner, a line each.
	Search string
}

// Keys are those of the draft; owner is the folded company of its owner.
func (d Draft) Keys(owner string) Keys {
	k := Keys{
		Name: account.SearchKey(d.Name), Host: account.SearchKey(d.Host()),
		Region: account.SearchKey(d.Region),
	}
	k.Search = strings.Join([]string{k.Name, k.Host, owner}, "\n")
	return k
}

// CustomerKeys are the folded texts of a customer by which lists search and sort.
type CustomerKeys struct {
	Company, Name, Email, City string
	// Search is the four others and the company of the owner, a line each.
	Search string
}

// Keys are those of the draft; owner is the folded company of its owner.
func (d CustomerDraft) Keys(owner string) CustomerKeys {
	k := CustomerKeys{
		Company: account.SearchKey(d.Company), Name: account.SearchKey(d.Name()),
		Email: account.EmailKey(d.Email), City: account.SearchKey(d.City),
	}
	k.Search = strings.Join([]string{k.Company, k.Name, k.Email, k.City, owner}, "\n")
	return k
}
