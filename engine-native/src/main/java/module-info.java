import org.jspecify.annotations.NullMarked;

/** The llama.cpp engine. It exports nothing: it is found as a service. */
@NullMarked module dev.parlance.engine.llamacpp {
    requires dev.parlance.api;
    requires dev.parlance.gguf;
    requires jdk.management;
    requires org.slf4j;

    provides dev.parlance.spi.EngineProvider with dev.parlance.engine.llamacpp.NativeEngineProvider;

}
