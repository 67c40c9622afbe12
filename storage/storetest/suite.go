package storetest

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/store"
)

// tests are all tests of the suite, by what they are called below the test that runs it.
var tests = []struct {
	name string
	run  func(t *testing.T, e Engine)
}{
	{"TheLedgerCannotBeBroken", theLedgerCannotBeBroken},
	{"ResourcesDoNotMix", resourcesDoNotMix},
	{"MoreThanTheBalanceNamesResourceAndRest", moreThanTheBalanceNamesResourceAndRest},
	{"ManyTransfersArePostedInSteps", manyTransfersArePostedInSteps},
	{"APanicLeavesNothing", aPanicLeavesNothing},
	{"WhatFailsLeavesNothing", whatFailsLeavesNothing},
	{"MovementsAddUp", movementsAddUp},
	{"FirstTransfersOfTimes", firstTransfersOfTimes},
	{"WhoseUsageThereIs", whoseUsageThereIs},
	{"TheEmailIsUnique", theEmailIsUnique},
	{"WhatWasChangedMeanwhileIsNotOverwritten", whatWasChangedMeanwhileIsNotOverwritten},
	{"AReopenedWorkspaceIsTheSame", aReopenedWorkspaceIsTheSame},
	{"Resellers", resellers},
	{"ChosenColumnsAreSortedAndFiltered", chosenColumnsAreSortedAndFiltered},
	{"EveryStatusOfAResellerIsFound", everyStatusOfAResellerIsFound},
	{"QuickFiltersOfResellers", quickFiltersOfResellers},
	{"QuickFiltersAreCountedAtOnce", quickFiltersAreCountedAtOnce},
	{"ClosedResellersAreInNoList", closedResellersAreInNoList},
	{"APBXCannotBeBroken", aPBXCannotBeBroken},
	{"AnAddressIsUnique", anAddressIsUnique},
	{"AReopenedPBXIsTheSame", aReopenedPBXIsTheSame},
	{"PBXs", pbxs},
	{"EveryStatusOfAPBXIsFound", everyStatusOfAPBXIsFound},
	{"ListsWithoutAWishAreTheSame", listsWithoutAWishAreTheSame},
	{"ARenamedOwnerIsFound", aRenamedOwnerIsFound},
	{"WhatWasHandedOverIsKept", whatWasHandedOverIsKept},
	{"PBXsToHandOver", pbxsToHandOver},
	{"ChangesLoggedAreFound", changesLoggedAreFound},
	{"WhatIsMeantIsKept", whatIsMeantIsKept},
	{"Customers", customers},
	{"TheCountOfACustomersPBXsIsKept", theCountOfACustomersPBXsIsKept},
	{"TheLog", theLog},
	{"OneProgramSendsMails", oneProgramSendsMails},
	{"OneProgramSignsIn", oneProgramSignsIn},
	{"TheSignInOfTheMailsIsKept", theSignInOfTheMailsIsKept},
	{"TheNthOfTheMailsThatWereSent", theNthOfTheMailsThatWereSent},
	{"WhatIsKnownOfAMailIsKept", whatIsKnownOfAMailIsKept},
	{"TheTextsOfTheMailsAreKept", theTextsOfTheMailsAreKept},
	{"TheMailThatIsDueFirst", theMailThatIsDueFirst},
	{"MailsWrong", mailsWrong},
	{"EachReminderIsDueOnce", eachReminderIsDueOnce},
	{"WhatAnotherProgramWroteIsNoticed", whatAnotherProgramWroteIsNoticed},
	{"ACopyWithASuccessorIsOnlyRead", aCopyWithASuccessorIsOnlyRead},
	{"PBXsAreProven", pbxsAreProven},
	{"EveryTableIsProven", everyTableIsProven},
}

// Run runs the whole suite on an engine.
func Run(t *testing.T, e Engine) {
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) { test.run(t, e) })
	}
}

// open opens a new workspace that has an owner and 500 extensions.
func open(t testing.TB, e Engine) (w Workspace, place string) {
	place = e.NewPlace(t)
	w = OpenAt(t, e, place)
	SetUp(t, w)
	return w, place
}

// openPraxis is open with the reseller r100 and its PBX praxis.
func openPraxis(t testing.TB, e Engine) (w Workspace, place string) {
	w, place = open(t, e)
	AddPraxis(t, w)
	return w, place
}

// write writes what must succeed.
func write(t testing.TB, w store.Store, fn func(tx store.Tx) error) {
	t.Helper()
	require.NoError(t, w.Write(fn))
}

// key is the sentence of an error, "" for none.
func key(err error) string {
	var known *core.Error
	if !errors.As(err, &known) {
		return ""
	}
	return known.Key
}
