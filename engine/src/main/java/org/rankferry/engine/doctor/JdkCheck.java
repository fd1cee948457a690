package org.rankferry.engine.doctor;

import java.util.ArrayList;
import java.util.List;

/**
 * {@code jdk}: version, and the flags without which DiSNI and Agrona do not run.
 *
 * @param facts of the JVM.
 */
record JdkCheck(Facts facts) implements Check {
    static final String NAME = "jdk";

    private static final int LEAST_FEATURE = 25;

    /**
     * What a JVM is and allows.
     *
     * @param version      in words.
     * @param feature      number of the release.
     * @param exportsNio   whether DiSNI can use {@code sun.nio.ch}.
     * @param opensMisc    whether Agrona can use {@code jdk.internal.misc}.
     * @param nativeAccess whether native calls are allowed without a warning.
     */
    record Facts(String version, int feature, boolean exportsNio, boolean opensMisc, boolean nativeAccess) {
        static Facts ofThisJvm() {
            final Module base = Object.class.getModule();
            final Module own = Facts.class.getModule();
            return new Facts(
                System.getProperty("java.vm.name") + " " + Runtime.version(), Runtime.version().feature(),
                base.isExported("sun.nio.ch", own), base.isOpen("jdk.internal.misc", own), own.isNativeAccessEnabled());
        }
    }

    @Override
    public List<Finding> look() {
        if (facts.feature() < LEAST_FEATURE) {
            return List.of(Finding.fail(
                NAME, facts.version(), "install JDK " + LEAST_FEATURE + " or later and point JAVA_HOME to it"));
        }
        final List<String> missing = new ArrayList<>();
        if (!facts.exportsNio()) {
            missing.add("--add-exports=java.base/sun.nio.ch=ALL-UNNAMED");
        }
        if (!facts.opensMisc()) {
            missing.add("--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED");
        }
        if (!facts.nativeAccess()) {
            missing.add("--enable-native-access=ALL-UNNAMED");
        }
        return List.of(missing.isEmpty() ? Finding.ok(NAME, facts.version() + ", with the flags that RDMA takes")
            : Finding.fail(NAME, facts.version() + " lacks flags", "start the JVM with " + String.join(" ", missing)));
    }
}
