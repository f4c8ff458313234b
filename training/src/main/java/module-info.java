import org.jspecify.annotations.NullMarked;

/** Makes small models on PyTorch and writes them as GGUF. */
@NullMarked module dev.parlance.training {
    requires transitive dev.parlance.gguf;
    requires dev.parlance.samplers;
    requires info.picocli;
    requires org.bytedeco.javacpp;
    requires transitive org.bytedeco.pytorch;

    exports dev.parlance.training.data;
    exports dev.parlance.training.export;
    exports dev.parlance.training.loop;
    exports dev.parlance.training.model;
    exports dev.parlance.training.tokenizer;

    opens dev.parlance.training to info.picocli;
}
