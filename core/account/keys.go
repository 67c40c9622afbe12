package account

// Keys are the folded texts of an account by which lists search and sort.
type Keys struct {
	Email, Company, Name string
	// Search is company, name, email, tags and external number, a line each.
	Search string
}

// Keys are those of the profile.
func (p Profile) Keys() Keys {
	return Keys{
		Email: EmailKey(p.Email), Company: SearchKey(p.Company), Name: SearchKey(p.Name()),
		Search: SearchKey(p.Company + "\n" + p.Name() + "\n" + p.Email + "\n" + p.Tags + "\n" +
			p.ExternalNumber),
	}
}
