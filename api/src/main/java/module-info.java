import org.jspecify.annotations.NullMarked;

/** The stable API of Parlance and its service provider interface. */
@SuppressWarnings("module") // the modules that dev.parlance.internal is exported to are compiled after this one
@NullMarked module dev.parlance.api {
    requires transitive org.jspecify;
    requires org.slf4j;
    requires static jdk.jfr; // a runtime image without it has no events, and all else works

    exports dev.parlance;
    exports dev.parlance.sampling;
    exports dev.parlance.spi;
    exports dev.parlance.tokenizer;

    exports dev.parlance.internal to dev.parlance.samplers, dev.parlance.cli;

    uses dev.parlance.spi.EngineProvider;
    uses dev.parlance.spi.TokenizerProvider;
}
