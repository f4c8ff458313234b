import org.jspecify.annotations.NullMarked;

/** Conformance suites for plugins, and what they need to test with. */
@NullMarked module dev.parlance.testkit {
    requires transitive dev.parlance.api;
    requires transitive dev.parlance.gguf;
    requires transitive net.jqwik.api;
    requires transitive org.junit.jupiter.api;
    requires transitive org.junit.jupiter.params;
    requires transitive org.assertj.core;

    exports dev.parlance.testkit;
    exports dev.parlance.testkit.agreement;
    exports dev.parlance.testkit.engine;
    exports dev.parlance.testkit.model;
    exports dev.parlance.testkit.sampling;
    exports dev.parlance.testkit.text;
}
