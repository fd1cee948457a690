#!/bin/sh
# Called by Maven: builds libdisni, or says in one line why this build goes without it. Then transport rdma has no
# library of its own and everything else works.
#
#   build.sh library|tests|check BUILD=DIR OUT=DIR [JDK=DIR]
goal=$1
shift
jdk=
out=
build=
for argument in "$@"; do
    case $argument in
        JDK=*) jdk=${argument#JDK=} ;;
        OUT=*) out=${argument#OUT=} ;;
        BUILD=*) build=${argument#BUILD=} ;;
    esac
done

without() {
    # What an earlier build left would be packed and be of other sources.
    rm -f "$out/libdisni.so" "$build/test/libdisni.so"
    [ "$goal" != library ] || echo "transport rdma will not have its library: $1" >&2
    exit 0
}

# The first folder with a jni.h: any JDK's will do, the interface is the same for all.
find_jni() {
    for home in "$RF_JAVA_HOME" "$jdk" "$JAVA_HOME" /usr/lib/jvm/* /usr/java/* /opt/java/*; do
        if [ -n "$home" ] && [ -r "$home/include/jni.h" ] && [ -r "$home/include/linux/jni_md.h" ]; then
            echo "$home/include"
            return 0
        fi
    done
    return 1
}

links() {
    trial=$(mktemp) || return 1
    printf '#include <infiniband/verbs.h>\n#include <rdma/rdma_cma.h>\nint main(void) { return 0; }\n' |
        "$cc" "$@" -x c -o "$trial" - -libverbs -lrdmacm 2> /dev/null
    works=$?
    rm -f "$trial"
    return $works
}

packages="libibverbs-dev and librdmacm-dev (Debian, Ubuntu) or rdma-core-devel (Fedora, RHEL)"
cc=${CC:-gcc}
case $(uname -s)-$(uname -m) in
    Linux-x86_64) ;;
    *) without "it is built on Linux on x86-64 only; this is $(uname -s) on $(uname -m)" ;;
esac
command -v make > /dev/null || without "make is missing; install the package make"
command -v "$cc" > /dev/null || without "$cc is missing; install the package gcc"
jni=$(find_jni) || without "no JDK here has include/jni.h; install a whole JDK, for example openjdk-25-jdk-headless"
links || without "infiniband/verbs.h or rdma/rdma_cma.h is missing; install the packages $packages"
if [ "$goal" != library ]; then
    links -fsanitize=address,undefined || {
        echo "The tests of libdisni cannot be built: $cc has no sanitizers; install the packages libasan and libubsan" \
            "(Fedora, RHEL), or skip the tests with -DskipTests" >&2
        exit 1
    }
fi
exec make -s -C "$(dirname "$0")" -j"$(nproc)" "$goal" BUILD="$build" OUT="$out" JNI="$jni"
