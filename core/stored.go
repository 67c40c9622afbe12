package core

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// storedError is the form in which an Error is stored. Each reader sees it in their own language.
type storedError struct {
	Code  Code
	Field string `json:",omitempty"`
	Key   string
	Args  map[string]storedArg `json:",omitempty"`
}

// storedArg is an argument that keeps its kind. One of its members is set.
type storedArg struct {
	Text   *string    `json:",omitempty"`
	Number *int64     `json:",omitempty"`
	Key    *Key       `json:",omitempty"`
	Time   *time.Time `json:",omitempty"`
	Day    *Day       `json:",omitempty"`
	List   []string   `json:",omitzero"`
}

func storeArg(v any) storedArg {
	switch v := v.(type) {
	case int:
		return storedArg{Number: new(int64(v))}
	case int64:
		return storedArg{Number: &v}
	case Key:
		return storedArg{Key: &v}
	case time.Time:
		return storedArg{Time: &v}
	case Moment:
		return storedArg{Time: &v.Time}
	case Day:
		return storedArg{Day: &v}
	case []string:
		return storedArg{List: v}
	case string:
		return storedArg{Text: &v}
	}
	return storedArg{Text: new(fmt.Sprint(v))}
}

func (a storedArg) value() any {
	switch {
	case a.Number != nil:
		return *a.Number
	case a.Key != nil:
		return *a.Key
	case a.Time != nil:
		return *a.Time
	case a.Day != nil:
		return *a.Day
	case a.List != nil:
		return a.List
	case a.Text != nil:
		return *a.Text
	}
	return ""
}

// ErrorText returns the stored form of an error with all its reasons, "" for nil.
func ErrorText(err error) string {
	list := reasons(err)
	if len(list) == 0 {
		return ""
	}
	stored := make([]storedError, len(list))
	for i, e := range list {
		stored[i] = storedError{
			Code: e.Code, Field: e.Field, Key: e.Key, Args: map[string]storedArg{},
		}
		if e.Err != nil {
			stored[i].Args["Detail"] = storeArg(e.Err.Error())
		}
		for name, v := range e.Args {
			stored[i].Args[name] = storeArg(v)
		}
	}
	text, err := json.Marshal(stored)
	if err != nil {
		return ""
	}
	return string(text)
}

// reasons are the single errors that an error consists of.
func reasons(err error) []*Error {
	if err == nil {
		return nil
	}
	if several, ok := err.(interface{ Unwrap() []error }); ok {
		var list []*Error
		for _, one := range several.Unwrap() {
			list = append(list, reasons(one)...)
		}
		return list
	}
	var problems Problems
	if errors.As(err, &problems) {
		return problems
	}
	var e *Error
	if errors.As(err, &e) {
		return []*Error{e}
	}
	return []*Error{{Code: Internal, Key: "internal", Args: Args{"Detail": err.Error()}}}
}

// ParseErrors reads what ErrorText returned; it returns none when the text is anything else.
func ParseErrors(text string) Problems {
	var stored []storedError
	if json.Unmarshal([]byte(text), &stored) != nil {
		return nil
	}
	var list Problems
	for _, s := range stored {
		if s.Key == "" {
			return nil
		}
		e := &Error{Code: s.Code, Field: s.Field, Key: s.Key, Args: Args{}}
		for name, a := range s.Args {
			e.Args[name] = a.value()
		}
		list = append(list, e)
	}
	return list
}
