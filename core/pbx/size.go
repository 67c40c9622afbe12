package pbx

import (
	"slices"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
)

// checkSize reports what is wrong with the amounts, each for itself and against what is left.
func (d Draft) checkSize(problems *core.Problems, limits Limits) {
	d.checkPlan(problems, limits)
	d.checkExtensions(problems, limits)
	if checkRange(problems, fieldCalls, d.ConcurrentCalls) {
		d.checkLeft(problems, limits, capacity.ConcurrentCalls, 0)
	}
	d.checkRecording(problems, limits)
	d.checkTranscription(problems, limits)
}

func (d Draft) checkPlan(problems *core.Problems, limits Limits) {
	if !slices.Contains([]Plan{Enterprise, Ultimate}, d.Plan) {
		problems.Add(FieldPlan, "field.choose", nil)
		return
	}
	if d.Plan != Ultimate {
		return
	}
	if !limits.has(capacity.UltimateExtensions) {
		problems.Add(FieldPlan, "pbx.not_included", nil)
		return
	}
	if fits, less := limits.fits(d, capacity.UltimateExtensions); less {
		problems.Add(FieldPlan, "pbx.ultimate_not_enough", core.Args{"Free": fits})
	}
}

func (d Draft) checkExtensions(problems *core.Problems, limits Limits) {
	n := d.Extensions
	switch unchanged := limits.Before != nil && limits.Now != nil && n == limits.Now.Extensions; {
	case n < limits.MinExtensions && !unchanged || n < 1:
		problems.Add(
			fieldExtensions, "pbx.min_extensions", core.Args{"Min": max(limits.MinExtensions, 1)},
		)
	// Only what a desktop reported can have more.
	case n > capacity.MaxExtensionsPerPBX && (!unchanged || d.SubDomain != ""):
		problems.Add(
			fieldExtensions, "pbx.max_extensions",
			core.Args{"Max": int64(capacity.MaxExtensionsPerPBX)},
		)
	default:
		d.checkLeft(problems, limits, capacity.Extensions, 0)
	}
}

func (d Draft) checkRecording(problems *core.Problems, limits Limits) {
	switch n := d.RecordingMinutes; {
	case !d.Recording && n != 0:
		problems.Add(fieldRecording, "pbx.recording_off", nil)
	case d.Recording && n == 0:
		problems.Add(fieldRecording, "pbx.recording_none", nil)
	case checkRange(problems, fieldRecording, n):
		d.checkLeft(problems, limits, capacity.RecordingMinutes, capacity.FreeRecordingMinutes)
	}
}

// checkTranscription asks for the minutes that are not used up yet: those that are stay where they
// were taken from.
func (d Draft) checkTranscription(problems *core.Problems, limits Limits) {
	const r = capacity.TranscriptionMinutes
	var now PBX
	if limits.Now != nil {
		now = *limits.Now
	}
	n, fits := d.TranscriptionMinutes-now.Consumed, limits.Left[r]+limits.Before[r]
	switch {
	case n < 0:
		problems.Add(string(r), "pbx.consumed", core.Args{"Consumed": now.Consumed, "ID": now.ID})
	case !checkRange(problems, string(r), d.TranscriptionMinutes) || n == 0:
	case !limits.has(r):
		problems.Add(string(r), "pbx.not_included", nil)
	case n > fits && n > limits.Before[r]:
		problems.Add(string(r), "capacity.not_enough", core.Args{"Free": fits + now.Consumed})
	}
}

// has tells whether the package of the owner includes a resource.
func (l Limits) has(r capacity.Resource) bool { return l.Left.Has(r) || l.Before[r] > 0 }

// fits is how much of a resource the PBX can have, and whether the draft asks for more than that
// and than it has.
func (l Limits) fits(d Draft, r capacity.Resource) (fits int64, less bool) {
	fits = l.Left[r] + l.Before[r]
	n := d.Amounts()[r]
	return fits, n > fits && n > l.Before[r]
}

// checkLeft reports when more is asked for than is left. free is what the PBX has for nothing.
func (d Draft) checkLeft(problems *core.Problems, limits Limits, r capacity.Resource, free int64) {
	if fits, less := limits.fits(d, r); less {
		problems.Add(string(r), "capacity.not_enough", core.Args{"Free": fits + free})
	}
}

func checkRange(problems *core.Problems, field string, n int64) bool {
	if n < 0 || n > capacity.MaxAmount {
		problems.Add(
			field, "field.range", core.Args{"Min": int64(0), "Max": int64(capacity.MaxAmount)},
		)
		return false
	}
	return true
}
