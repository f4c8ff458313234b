import org.jspecify.annotations.NullMarked;

/** The pure-Java engine. It exports nothing: it is found as a service. */
@NullMarked module dev.parlance.engine.jvm {
    requires dev.parlance.api;
    requires dev.parlance.gguf;
    requires static jdk.incubator.vector;
    requires static jdk.management;
    requires org.slf4j;

    provides dev.parlance.spi.EngineProvider with dev.parlance.engine.jvm.JavaEngineProvider;
}
