package subscription

import (
	"encoding/hex"

	"resellerdesk/core"
	"resellerdesk/core/desk"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// prove recomputes the ledger beside the UI, and says what that came to.
func (p *Page) prove() {
	env := p.env
	if env.Modals.Open() {
		return
	}
	var modal *kit.Modal
	result, numbers := kit.NewBanner(), kit.NewParagraph(env.T("prove.running"), kit.Secondary)
	done := kit.NewButton(env.T("button.close"), kit.ButtonPrimary, func() { modal.Close() })
	modal = env.Modals.Show(kit.ModalOptions{
		Topic: "ledger",
		Title: env.T("command.prove"), Width: 560, First: done, Foot: kit.NewRow(8, nil, done),
		Body: kit.NewStack(12, result, kit.NewParagraph(env.T("prove.text"), kit.Body), numbers),
	})
	page.ReadOr(env, env.Desk.Prove, func(err error) {
		result.Set(kit.Bad, env.Words.Error(err), "", "")
		modal.Relayout()
	}, func(proof desk.Proof) {
		p.showProof(result, numbers, proof)
		modal.Relayout()
	})
}

func (p *Page) showProof(result *kit.Banner, numbers *kit.Paragraph, proof desk.Proof) {
	env := p.env
	if fault := proof.Fault(); fault == nil {
		result.Set(kit.OK, env.T("prove.fits"), "", "")
	} else {
		next := env.Words.Sentence(fault) + " " + env.T("prove.next")
		result.Set(kit.Bad, env.T("prove.fault"), "", next)
	}
	head := hex.EncodeToString(proof.Head)
	numbers.SetText(env.T("prove.numbers", core.Args{
		"Operations": proof.Operations, "Transfers": proof.Transfers, "Accounts": proof.Accounts,
		"Head": head[:min(16, len(head))],
	}))
}
