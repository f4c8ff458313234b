package dev.parlance.engine.llamacpp;

import dev.parlance.spi.EngineOption;
import dev.parlance.spi.EngineSettings;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The engine's own options, checked for their ranges.
 *
 * @param libraryPath the folder with llama.cpp's libraries, if the user names one
 * @param cpuVariant the family of processors whose kernels to take, or {@link LlamaLibrary#BEST}
 * @param batchSize the most tokens in one call of llama.cpp
 * @param microBatchSize the most tokens that it computes at a time
 * @param gpuLayers how many layers go to GPUs, -1 for all
 * @param splitMode how they are spread over several
 * @param mainGpu which GPU takes all if they are not spread
 * @param flashAttention whether attention is computed without writing the scores to memory
 * @param mmap whether the file is mapped instead of read
 * @param mlock whether the weights are kept from being swapped out
 */
record NativeOptions(Optional<Path> libraryPath, String cpuVariant, int batchSize, int microBatchSize, int gpuLayers,
        SplitMode splitMode, int mainGpu, FlashAttention flashAttention, boolean mmap, boolean mlock) {

    /** How the layers are spread over several GPUs. */
    enum SplitMode {
        NONE(0), LAYER(1), ROW(2);

        /** llama.cpp's number for it. */
        final int code;

        SplitMode(int code) {
            this.code = code;
        }
    }

    /** When to use flash attention. */
    enum FlashAttention {
        AUTO(-1), OFF(0), ON(1);

        /** llama.cpp's number for it. */
        final int code;

        FlashAttention(int code) {
            this.code = code;
        }
    }

    private static final String LIBRARY_PATH = "llamacpp.library-path";
    private static final String CPU_VARIANT = "llamacpp.cpu-variant";
    private static final String BATCH_SIZE = "llamacpp.batch-size";
    private static final String MICRO_BATCH_SIZE = "llamacpp.micro-batch-size";
    private static final String GPU_LAYERS = "llamacpp.gpu-layers";
    private static final String SPLIT_MODE = "llamacpp.split-mode";
    private static final String MAIN_GPU = "llamacpp.main-gpu";
    private static final String FLASH_ATTENTION = "llamacpp.flash-attention";
    private static final String MMAP = "llamacpp.mmap";
    private static final String MLOCK = "llamacpp.mlock";

    private static final String PATH_PROPERTY = "parlance.llamacpp.path";

    private static final int MAX_BATCH = 1 << 16;

    /** All options, as users see them. */
    static final List<EngineOption> ALL = List.of(
            new EngineOption(LIBRARY_PATH, "",
                    "the folder with llama.cpp's libraries; empty for that of the system property " + PATH_PROPERTY
                            + ", those of a parlance-natives artifact, or the system's"),
            new EngineOption(CPU_VARIANT, LlamaLibrary.BEST,
                    "the family of processors whose kernels to take, such as haswell; auto takes the best that works."
                            + " The first model decides for the process"),
            new EngineOption(BATCH_SIZE, "2048", "the most tokens in one call of llama.cpp, 32 to " + MAX_BATCH),
            new EngineOption(MICRO_BATCH_SIZE, "512",
                    "the most tokens that it computes at a time, 32 to the batch size; more take more memory"),
            new EngineOption(GPU_LAYERS, "all", "how many layers go to GPUs: all, or a number from 0"),
            new EngineOption(SPLIT_MODE, "layer",
                    "how layers are spread over several GPUs: none (all on main-gpu), layer or row"),
            new EngineOption(MAIN_GPU, "0", "the number of the GPU that takes all layers with split-mode none"),
            new EngineOption(FLASH_ATTENTION, "auto",
                    "attention that does not write the scores to memory: auto, on or off; off if reproducible"),
            new EngineOption(MMAP, "false", "true maps the file instead of reading it into memory: a faster start, but"
                    + " if the file is cut short while the model is open, the JVM is killed"),
            new EngineOption(MLOCK, "false", "true keeps the weights from being swapped out"));

    /**
     * Reads the options of a load.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    static NativeOptions of(EngineSettings settings) {
        Map<String, String> options = settings.options();
        int batch = number(options, BATCH_SIZE, 32, MAX_BATCH);
        String layers = text(options, GPU_LAYERS);
        FlashAttention flash = choice(options, FLASH_ATTENTION, FlashAttention.class);
        if (settings.reproducible() && flash == FlashAttention.ON) {
            throw new IllegalArgumentException("option '" + FLASH_ATTENTION
                    + "' is on, but reproducible results need it off; leave it out, or set reproducible(false)");
        }
        String path = options.getOrDefault(LIBRARY_PATH, System.getProperty(PATH_PROPERTY, ""));
        return new NativeOptions(path.isEmpty() ? Optional.empty() : Optional.of(Path.of(path)),
                text(options, CPU_VARIANT).toLowerCase(Locale.ROOT), batch,
                options.containsKey(MICRO_BATCH_SIZE)
                        ? number(options, MICRO_BATCH_SIZE, 32, batch)
                        : Math.min(512, batch),
                layers.equals("all") ? -1 : number(options, GPU_LAYERS, 0, Integer.MAX_VALUE),
                choice(options, SPLIT_MODE, SplitMode.class), number(options, MAIN_GPU, 0, 15),
                settings.reproducible() ? FlashAttention.OFF : flash, flag(options, MMAP), flag(options, MLOCK));
    }

    private static String text(Map<String, String> options, String name) {
        return options.getOrDefault(name, ALL.stream().filter(option -> option.name().equals(name)).findFirst()
                .map(EngineOption::defaultValue).orElseThrow());
    }

    private static int number(Map<String, String> options, String name, int min, int max) {
        String text = text(options, name);
        try {
            int value = Integer.parseInt(text);
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        throw bad(name, text, "a number from " + min + " to " + max);
    }

    private static boolean flag(Map<String, String> options, String name) {
        String text = text(options, name);
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw bad(name, text, "true or false");
        };
    }

    private static <E extends Enum<E>> E choice(Map<String, String> options, String name, Class<E> type) {
        String text = text(options, name);
        return Arrays.stream(type.getEnumConstants()).filter(value -> lower(value).equals(text)).findFirst()
                .orElseThrow(() -> bad(name, text, Arrays.stream(type.getEnumConstants()).map(NativeOptions::lower)
                        .collect(Collectors.joining(" or "))));
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static IllegalArgumentException bad(String name, String value, String expected) {
        return new IllegalArgumentException("option '" + name + "' is '" + value + "', expected " + expected);
    }
}
