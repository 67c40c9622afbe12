package main

import (
	"math"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"resellerdesk/core/desk"
)

const program = "resellerctl"

// action is what a command does. It may return an answer besides an error: when only a part of it
// was possible.
type action func(c *call) (answer, error)

// command is a line of the table of commands.
type command struct {
	path      string // The words that name it.
	args      string // Its arguments, as the help shows them.
	few, most int    // How many arguments there must and may be.
	make      func(f flags) action
}

const many = math.MaxInt

// file is the argument that is the name of a file, which the shell completes.
const file = "FILE"

// arguments checks how many arguments were given.
func (l command) arguments() cobra.PositionalArgs {
	switch l.most {
	case 0:
		return cobra.NoArgs
	case l.few:
		return cobra.ExactArgs(l.few)
	case many:
		return cobra.MinimumNArgs(l.few)
	}
	return cobra.RangeArgs(l.few, l.most)
}

// commands are all the commands. The sentence that the help says of one has the key "ctl.help." and
// its path, with dots.
func commands() []command {
	return slices.Concat(
		peopleCommands(),
		cloudCommands(),
		bookCommands(),
		exchangeCommands(),
		[]command{
			{"completion", "bash|zsh|fish", 1, 1, completion},
			{"version", "", 0, 0, version},
		},
	)
}

// peopleCommands are about the subscription, and who works with it.
func peopleCommands() []command {
	return []command{
		{"setup", "", 0, 0, setUp},
		{"subscription show", "", 0, 0, subscriptionShow},
		{"subscription set", "", 0, 0, subscriptionSet},
		{"reseller list", "", 0, 0, resellerList},
		{"reseller show", "RESELLER", 1, 1, resellerShow},
		{"reseller add", "", 0, 0, resellerAdd},
		{"reseller edit", "RESELLER", 1, 1, resellerEdit},
		{"reseller suspend", "RESELLER...", 1, many, resellerSuspend},
		{"reseller resume", "RESELLER...", 1, many, resellerResume},
		{"reseller delete", "RESELLER...", 1, many, resellerDelete},
		{"reseller restore", "RESELLER...", 1, many, resellerRestore},
		{"reseller return", "RESELLER...", 1, many, resellerReturn},
		{"reseller send", "RESELLER...", 1, many, resellerSend},
		{"reseller reset", "RESELLER...", 1, many, resellerReset},
		{"reseller take-over-pbxs", "RESELLER", 1, 1, resellerKeepPBXs},
		{"colleague list", "", 0, 0, colleagueList},
		{"colleague show", "COLLEAGUE", 1, 1, colleagueShow},
		{"colleague add", "", 0, 0, colleagueAdd},
		{"colleague edit", "COLLEAGUE", 1, 1, colleagueEdit},
		{"colleague suspend", "COLLEAGUE...", 1, many, colleagueSuspend},
		{"colleague resume", "COLLEAGUE...", 1, many, colleagueResume},
		{"colleague delete", "COLLEAGUE...", 1, many, colleagueDelete},
		{"colleague reset", "COLLEAGUE", 1, 1, colleagueReset},
		{"preset list", "", 0, 0, presetList},
		{"preset show", "PRESET", 1, 1, presetShow},
		{"preset save", "NAME", 1, 1, presetSave},
		{"preset rename", "PRESET NAME", 2, 2, presetRename},
		{"preset delete", "PRESET", 1, 1, presetDelete},
		{"preset apply", "PRESET RESELLER...", 2, many, presetApply},
	}
}

// cloudCommands are about PBXs, customers and alarms.
func cloudCommands() []command {
	return []command{
		{"pbx list", "", 0, 0, pbxList},
		{"pbx show", "PBX", 1, 1, pbxShow},
		{"pbx add", "", 0, 0, pbxAdd},
		{"pbx edit", "PBX", 1, 1, pbxEdit},
		{"pbx start", "PBX...", 1, many, pbxStart},
		{"pbx stop", "PBX...", 1, many, pbxStop},
		{"pbx delete", "PBX...", 1, many, pbxDelete},
		{"pbx move", "PBX...", 1, many, pbxMove},
		{"pbx consume", "PBX MINUTES", 2, 2, pbxConsume},
		{"pbx send", "PBX", 1, 1, pbxSend},
		{"pbx regions show", "", 0, 0, regionsShow},
		{"pbx regions set", "REGION:DOMAIN,...", 1, many, regionsSet},
		{"customer list", "", 0, 0, customerList},
		{"customer show", "CUSTOMER", 1, 1, customerShow},
		{"customer add", "", 0, 0, customerAdd},
		{"customer edit", "CUSTOMER", 1, 1, customerEdit},
		{"customer delete", "CUSTOMER...", 1, many, customerDelete},
		{"handover list", "", 0, 0, handoverList},
		{"handover tick", "[ID...]", 0, many, handoverTick},
		{"handover untick", "ID...", 1, many, handoverUntick},
		{"alarm list", "", 0, 0, alarmList},
		{"alarm snooze", "ID...", 1, many, alarmSnooze},
		{"alarm wake", "ID...", 1, many, alarmWake},
		{"alarm thresholds show", "", 0, 0, thresholdsShow},
		{"alarm thresholds set", "", 0, 0, thresholdsSet},
	}
}

// bookCommands are about what happened, and files of it.
func bookCommands() []command {
	return []command{
		{"ledger statement", "", 0, 0, ledgerStatement},
		{"ledger verify", "", 0, 0, ledgerVerify},
		{"usage", "", 0, 0, usageList},
		{"export resellers", file, 1, 1, exportResellers},
		{"export pbxs", file, 1, 1, exportPBXs},
		{"export customers", file, 1, 1, exportCustomers},
		{"export handover", file, 1, 1, exportHandover},
		{"export log", file, 1, 1, exportLog},
		{"export statement", file, 1, 1, exportStatement},
		{"export usage", file, 1, 1, exportUsage},
		{"export outbox", file, 1, 1, exportOutbox},
		{"export colleagues", file, 1, 1, exportColleagues},
		{"export subscription", file, 1, 1, exportSubscription},
		{"import", file, 1, 1, importFile},
		{"compare", file, 1, 1, compareFile},
		{"log", "", 0, 0, logList},
		{"history", "", 0, 0, history},
		{"undo", "[OPERATION]", 0, 1, undo},
		{"redo", "", 0, 0, redo},
	}
}

// exchangeCommands are about the other side, its files, mails and keys.
func exchangeCommands() []command {
	return []command{
		{"activate", file, 1, 1, activate},
		{"exchange list", "", 0, 0, exchangeList},
		{"exchange send", "[RESELLER...]", 0, many, exchangeSend},
		{"exchange save", "[RESELLER...]", 0, many, exchangeSave},
		{"exchange again", "ID", 1, 1, exchangeAgain},
		{"exchange open", file, 1, 1, exchangeOpen},
		{"exchange receive", file, 1, 1, exchangeReceive},
		{"exchange confirm", "RESELLER CODE", 2, 2, exchangeConfirm},
		{"exchange confirmation", "", 0, 0, exchangeConfirmation},
		{"exchange settle", "RESELLER", 1, 1, exchangeSettle},
		{"exchange status", "", 0, 0, exchangeStanding},
		{"exchange go-on", "", 0, 0, exchangeGoOn},
		{"personal export", "ID " + file, 2, 2, personalExport},
		{"personal erase", "ID", 1, 1, personalErase},
		{"personal retention show", "", 0, 0, retentionShow},
		{"personal retention set", "MONTHS|" + off, 1, 1, retentionSet},
		{"clock show", "", 0, 0, clockShow},
		{"clock trust", "", 0, 0, clockTrust},
		{"backup create", "", 0, 0, backupCreate},
		{"backup list", "", 0, 0, backupList},
		{"backup verify", "NAME...", 0, many, backupVerify},
		{"backup restore", "NAME", 1, 1, backupRestore},
		{"backup second show", "", 0, 0, backupSecondShow},
		{"backup second set", "FOLDER", 1, 1, backupSecondSet},
		{"backup second off", "", 0, 0, backupSecondOff},
		{"backup salvage", "", 0, 0, backupSalvage},
		{"move out", file, 1, 1, moveOut},
		{"move in", file, 1, 1, moveIn},
		{"recovery code", "", 0, 0, recoveryCode},
		{"recovery kit", file, 1, 1, recoveryKit},
		{"recovery take-over", file, 1, 1, recoveryTakeOver},
		{"keys fingerprint", "", 0, 0, keysFingerprint},
		{"keys replace", "", 0, 0, keysReplace},
		{"keys restore", file, 1, 1, keysRestore},
		{"mail show", "", 0, 0, mailShow},
		{"mail set", "", 0, 0, mailSet},
		{"mail certificate", "", 0, 0, mailCertificate},
		{"mail find", "EMAIL", 1, 1, mailFind},
		{"mail sign-in", "", 0, 0, mailSignIn},
		{"mail sign-out", "", 0, 0, mailSignOut},
		{"mail looks show", "", 0, 0, mailLooksShow},
		{"mail looks set", "", 0, 0, mailLooksSet},
		{"mail template list", "", 0, 0, mailTemplateList},
		{"mail template show", "KIND LANGUAGE", 2, 2, mailTemplateShow},
		{"mail template set", "KIND LANGUAGE FILE", 3, 3, mailTemplateSet},
		{"mail template reset", "KIND LANGUAGE", 2, 2, mailTemplateReset},
		{"mail template preview", "KIND LANGUAGE [FILE]", 2, 3, mailTemplatePreview},
		{"outbox list", "", 0, 0, outboxList},
		{"outbox send", "", 0, 0, outboxSend},
		{"outbox release", "", 0, 0, outboxRelease},
		{"outbox mark-sent", "ID...", 1, many, onMails(desk.MarkSent)},
		{"outbox send-again", "ID...", 1, many, onMails(desk.SendAgain)},
		{"outbox send-text", "ID...", 1, many, onMails(desk.SendText)},
		{"outbox withdraw", "ID...", 1, many, onMails(desk.Cancel)},
		{"password", "", 0, 0, changePassword},
		{"password reset", file, 1, 1, passwordReset},
		{"password recover", "", 0, 0, passwordRecover},
	}
}

// tree makes the commands of the table. start runs the one that was chosen.
func (c *call) tree(start func(action) error) *cobra.Command {
	root := c.group(program, "ctl.help")
	root.SilenceErrors, root.SilenceUsage = true, true
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetUsageTemplate(c.usageTemplate(root.UsageTemplate()))
	f := flags{root.PersistentFlags(), c.words}
	f.StringVar(&c.data, "data", "", f.usage("data"))
	f.StringVar(&c.as, "as", "", f.usage("as"))
	f.BoolVar(&c.fromStdin, "password-stdin", false, f.usage("password-stdin"))
	f.BoolVar(&c.json, "json", c.json, f.usage("json"))
	f.BoolP("help", "h", false, f.usage("help"))
	// A command can have others below it and do something itself.
	groups := map[string]*cobra.Command{}
	for _, line := range commands() {
		above, words := root, strings.Fields(line.path)
		for i, name := range words[:len(words)-1] {
			path := strings.Join(words[:i+1], " ")
			if groups[path] == nil {
				groups[path] = c.group(name, "ctl.help."+strings.ReplaceAll(path, " ", "."))
				above.AddCommand(groups[path])
			}
			above = groups[path]
		}
		groups[line.path] = c.leaf(line, start)
		above.AddCommand(groups[line.path])
	}
	root.InitDefaultHelpCmd()
	if help, _, err := root.Find([]string{"help"}); err == nil {
		help.Short = c.words.T("ctl.help.help")
	}
	return root
}

// group is a command that only holds others.
func (c *call) group(name, help string) *cobra.Command {
	return &cobra.Command{
		Use: name, Short: c.words.T(help), Args: cobra.NoArgs, DisableFlagsInUseLine: true,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
}

func (c *call) leaf(line command, start func(action) error) *cobra.Command {
	name := line.path[strings.LastIndex(line.path, " ")+1:]
	cmd := &cobra.Command{
		Use:   strings.TrimSpace(name + " " + line.args),
		Short: c.words.T("ctl.help." + strings.ReplaceAll(line.path, " ", ".")),
		Args:  line.arguments(), DisableFlagsInUseLine: true,
		ValidArgsFunction: cobra.NoFileCompletions,
	}
	act := line.make(flags{cmd.Flags(), c.words})
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		c.args, c.flags = args, cmd.Flags()
		return start(act)
	}
	offer(cmd, line.path)
	if line.args == file {
		cmd.ValidArgsFunction = nil
	}
	return cmd
}

// usageTemplate puts the words of the help into the person's language.
func (c *call) usageTemplate(english string) string {
	return strings.NewReplacer(
		"Usage:", c.words.T("ctl.help.synopsis")+":",
		"Available Commands:", c.words.T("ctl.help.commands")+":",
		"Global Flags:", c.words.T("ctl.help.global_flags")+":",
		"Flags:", c.words.T("ctl.help.flags")+":",
		"[command]", c.words.T("ctl.help.command"),
		`Use "{{.CommandPath}} [command] --help" for more information about a command.`,
		c.words.T("ctl.help.more")+` {{.CommandPath}} `+c.words.T("ctl.help.command")+` --help`,
	).Replace(english)
}
