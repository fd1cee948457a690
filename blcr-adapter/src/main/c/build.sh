#!/bin/sh
# Called by Maven: checks that there is a C compiler, then runs make with the given arguments.
fail() {
    echo "The C client cannot be built: $1" >&2
    exit 1
}
cc=${CC:-gcc}
command -v make > /dev/null || fail "make is missing; install the package make"
command -v "$cc" > /dev/null || fail "$cc is missing; install the packages gcc and libc6-dev (Debian, Ubuntu) or gcc and glibc-devel (Fedora, RHEL)"
echo '#include <stdlib.h>' | "$cc" -x c -fsyntax-only - 2> /dev/null ||
    fail "the C library's headers are missing; install the package libc6-dev (Debian, Ubuntu) or glibc-devel (Fedora, RHEL)"
case " $* " in
    *" check "*)
        out=$(mktemp) || fail "mktemp does not work"
        echo 'int main(void) { return 0; }' | "$cc" -fsanitize=address,undefined -x c -o "$out" - 2> /dev/null
        works=$?
        rm -f "$out"
        [ $works -eq 0 ] || fail "$cc has no sanitizers; install the packages libasan and libubsan (Fedora, RHEL), or skip the tests with -DskipTests"
        ;;
esac
exec make -s -C "$(dirname "$0")" -j"$(nproc)" "$@"
