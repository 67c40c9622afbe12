package sheet

// WriteSmallXLSX is WriteXLSX for worksheets that have fewer rows than they can.
var WriteSmallXLSX = writeXLSX
