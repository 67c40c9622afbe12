package account_test

import (
	"context"
	"encoding/base64"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/account"
)

// TestCheckPassword_IsNotMadeOfThePerson makes passwords of what is known of a person, in the ways
// that come to mind first.
func TestCheckPassword_IsNotMadeOfThePerson(t *testing.T) {
	personal := []string{"Nordwind Energie", "Ida", "Brandt", "ida@nordwind"}
	full := []string{"Köhler & Söhne GmbH", "Ida", "Brandt", " Ida.Brandt@Mail.Nordwind.Example "}
	for password, made := range map[string][]string{
		"ida@nordwind.example": personal, "ida@nordwindida@nordwind": personal,
		"Nordwind-Energie-Ida": personal, "NORDWINDENERGIE1": personal,
		"ida.brandt@mail.nordwind.example": full, "@mail.nordwind.example": full,
		"nordwind.example.mail": full, "idabrandt.nordwind": full,
		"koehler-soehne-gmbh": {"koehler-soehne-gmbh"}, "köhler söhne gmbh 1": full,
		"brandt_ida_nordwind": full,
	} {
		var problems core.Problems
		account.CheckPassword(&problems, password, made...)
		require.Len(t, problems, 1, password)
		require.Equal(t, "password.weak", problems[0].Key, password)
	}
	for _, password := range []string{
		"gestern regnete es in Husum", "ida@nordwind trinkt Tee mit Kandis",
		strings.Repeat("kxq7vm", 3),
	} {
		var problems core.Problems
		account.CheckPassword(&problems, password, personal...)
		require.Empty(t, problems, password)
	}
}

// unguessable are characters without a pattern.
const unguessable = "kxq7vmzr2wjt9hbf4ydpc8gsn3l"

func TestCheckPassword_Length(t *testing.T) {
	long := strings.Repeat(unguessable, 10)
	for password, want := range map[string]*core.Error{
		"":                {Key: "field.required"},
		"k":               {Key: "password.short", Args: core.Args{"Min": 15, "Length": 1}},
		unguessable[:14]:  {Key: "password.short", Args: core.Args{"Min": 15, "Length": 14}},
		"ö" + long[:13]:   {Key: "password.short", Args: core.Args{"Min": 15, "Length": 14}},
		unguessable[:15]:  nil,
		"ö" + long[:14]:   nil,
		long[:256]:        nil,
		"ö" + long[:255]:  nil,
		long[:257]:        {Key: "field.too_long", Args: core.Args{"Max": 256}},
		"password1234567": {Key: "password.weak"},
		// What is left beside a common word counts.
		"passwordkxqvmzrwj":  {Key: "password.weak"},
		"passwordkxqvmzrwjt": nil,
	} {
		var problems core.Problems
		account.CheckPassword(&problems, password)
		if want == nil {
			require.Empty(t, problems, password)
			continue
		}
		want.Code, want.Field = core.Invalid, "password"
		require.Equal(t, core.Problems{want}, problems, password)
	}
}

// TestStrength_Grows with each few characters that nobody can guess, up to out of reach. With
// digits and marks each of them is worth 5 bits.
func TestStrength_Grows(t *testing.T) {
	for password, want := range map[string]int{
		"": 0, "kxqvm": 0, "kxqvmz": 1, "kxqvmzrwj": 1, "kxqvmzrwjt": 2, "kxqvmzrwjthb": 2,
		"kxqvmzrwjthbf": 3, "kxqvmzrwjthbfyd": 3, "kxqvmzrwjthbfydp": 4,
		"kx%qv":           0, // Just below 28 bits.
		"kx-qvmzrw":       1, // Just below 45.
		"4%7?2~9^1":       2, // 45.
		"kx-qvmzrwjth":    2, // Just below 60.
		"4%7?2~9^13|8":    3, // 60.
		"kx%q!vmzrwjth":   3, // Just below 75.
		"4%7?2~9^13|85/6": 4, // 75.
	} {
		require.Equal(t, want, account.Strength(password), password)
	}
}

// TestStrength_OfWhatEverybodyTries leaves out common words, and what is known of the person.
func TestStrength_OfWhatEverybodyTries(t *testing.T) {
	for _, password := range []string{
		"passwordpasswordpassword", "Willkommen123456", "QWERTZqwertyADMIN", "yeastar-telefon-desk",
	} {
		require.Less(t, account.Strength(password), 2, password)
	}
	require.Equal(t, 4, account.Strength("kxqvmzrwjthbfydp", "kx", "q"), "too short to be words")
	require.Equal(t, 0, account.Strength("kxqvmzrwjthbfydp", "KXQvmzRWJThb"))
	require.Equal(t, 3, account.Strength("kxqvmzrwjthbfydp", "kxq"))
}

// cheap is the least that a lock costs.
var cheap = account.Cost{Time: 1, Memory: 64, Threads: 1}

func TestStandardCost(t *testing.T) {
	require.Equal(
		t, account.Cost{Time: 3, Memory: 65536, Threads: 4}, account.StandardCost(),
		"RFC 9106 §4, the second choice",
	)
}

func TestALockIsMadeAnewEachTime(t *testing.T) {
	key := make([]byte, account.KeySize)
	texts := map[string]bool{}
	for range 3 {
		lock, err := account.NewLock(t.Context(), cheap, "password", "id", key)
		require.NoError(t, err)
		require.Contains(t, lock.String(), "$argon2id$v=19$m=64,t=1,p=1$")
		texts[lock.String()] = true
	}
	require.Len(t, texts, 3)
}

// TestWhoGivesUpWaitsForNoLock: the work is not begun.
func TestWhoGivesUpWaitsForNoLock(t *testing.T) {
	lock, err := account.NewLock(t.Context(), cheap, "password", "id", nil)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = lock.Open(ctx, "password", "id")
	require.ErrorIs(t, err, context.Canceled)
	_, err = account.NewLock(ctx, cheap, "password", "id", nil)
	require.ErrorIs(t, err, context.Canceled)
}

func TestAWrongPasswordIsSaidSo(t *testing.T) {
	lock, err := account.NewLock(t.Context(), cheap, "password", "id", nil)
	require.NoError(t, err)
	_, err = lock.Open(t.Context(), "another", "id")
	require.Equal(t, &core.Error{Code: core.Unauthenticated, Key: "signin.wrong"}, err)
}

// TestParseLock_Bounds tries both sides of what a stored lock may say and cost.
func TestParseLock_Bounds(t *testing.T) {
	salt := base64.RawStdEncoding.EncodeToString(make([]byte, 16))
	sealed := base64.RawStdEncoding.EncodeToString(make([]byte, 72))
	of := func(n int) string { return base64.RawStdEncoding.EncodeToString(make([]byte, n)) }
	for text, fine := range map[string]bool{
		"$argon2id$v=19$m=8,t=1,p=1$" + salt + "$" + sealed:        true,
		"$argon2id$v=19$m=7,t=1,p=1$" + salt + "$" + sealed:        false,
		"$argon2id$v=19$m=131072,t=1,p=1$" + salt + "$" + sealed:   true,
		"$argon2id$v=19$m=131073,t=1,p=1$" + salt + "$" + sealed:   false,
		"$argon2id$v=19$m=64,t=0,p=1$" + salt + "$" + sealed:       false,
		"$argon2id$v=19$m=64,t=6,p=1$" + salt + "$" + sealed:       true,
		"$argon2id$v=19$m=64,t=7,p=1$" + salt + "$" + sealed:       false,
		"$argon2id$v=19$m=64,t=1,p=0$" + salt + "$" + sealed:       false,
		"$argon2id$v=19$m=64,t=1,p=8$" + salt + "$" + sealed:       true,
		"$argon2id$v=19$m=64,t=1,p=9$" + salt + "$" + sealed:       false,
		"$argon2id$v=19$m=64,t=1$" + salt + "$" + sealed:           false,
		"$argon2id$v=19$m=64,t=1,p=1$" + of(15) + "$" + sealed:     false,
		"$argon2id$v=19$m=64,t=1,p=1$" + of(17) + "$" + sealed:     false,
		"$argon2id$v=19$m=64,t=1,p=1$" + salt + "$" + of(1024):     true,
		"$argon2id$v=19$m=64,t=1,p=1$" + salt + "$" + of(1025):     false,
		"$argon2id$v=19$m=64,t=1,p=1$" + salt + "$!":               false,
		"$argon2id$v=19$m=64,t=1,p=1$" + salt[1:] + "!$" + sealed:  false,
		"$argon2id$v=19$m=64,t=1,p=1$" + salt:                      false,
		"$argon2id$v=19$m=64,t=1,p=1$" + salt + "$" + sealed + "$": false,
		"x$argon2id$v=19$m=64,t=1,p=1$" + salt + "$" + sealed:      false,
		"$argon2i$v=19$m=64,t=1,p=1$" + salt + "$" + sealed:        false,
		"$argon2id$v=18$m=64,t=1,p=1$" + salt + "$" + sealed:       false,
	} {
		lock, err := account.ParseLock(text)
		if fine {
			require.NoError(t, err, text)
			require.Equal(t, text, lock.String())
			continue
		}
		require.Equal(t, &core.Error{Code: core.Corrupt, Key: "signin.lock"}, err, text)
		require.Equal(t, account.Lock{}, lock, text)
	}
}

// TestASecretOpensOnlyAsWhatItWasSealed changes the key, the context and each byte.
func TestASecretOpensOnlyAsWhatItWasSealed(t *testing.T) {
	key, context, secret := []byte(strings.Repeat("k", 32)), []byte("mail"), []byte("secret")
	sealed, err := account.Seal(key, context, secret)
	require.NoError(t, err)
	got, err := account.Unseal(key, context, sealed)
	require.NoError(t, err)
	require.Equal(t, secret, got)
	again, err := account.Seal(key, context, secret)
	require.NoError(t, err)
	require.NotEqual(t, sealed, again, "each time in another way")
	_, err = account.Unseal([]byte(strings.Repeat("l", 32)), context, sealed)
	require.Error(t, err)
	_, err = account.Unseal(key, []byte("key"), sealed)
	require.Error(t, err)
	for i := range sealed {
		sealed[i] ^= 1
		_, err = account.Unseal(key, context, sealed)
		require.Error(t, err, i)
		sealed[i] ^= 1
	}
	for n := range sealed {
		_, err = account.Unseal(key, context, sealed[:n])
		require.Error(t, err, n)
	}
	for _, size := range []int{0, 31, 33} {
		_, err = account.Seal(make([]byte, size), context, secret)
		require.Error(t, err, size)
		_, err = account.Unseal(make([]byte, size), context, sealed)
		require.Error(t, err, size)
	}
}
