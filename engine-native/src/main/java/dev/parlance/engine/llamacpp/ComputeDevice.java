package dev.parlance.engine.llamacpp;

import dev.parlance.Device;
import dev.parlance.DeviceInfo;
import dev.parlance.engine.llamacpp.ffi.llama_h;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Something that ggml can compute on.
 *
 * @param handle ggml's own, valid as long as the process
 * @param name ggml's name, such as {@code CUDA0}
 * @param description the product
 * @param gpu whether it is a GPU, integrated or not
 * @param freeBytes memory that is free, 0 if ggml can not tell
 * @param totalBytes memory in all, 0 if ggml can not tell
 */
record ComputeDevice(MemorySegment handle, String name, String description, boolean gpu, long freeBytes,
        long totalBytes) {

    /** Returns all devices of the backends that were loaded. */
    static List<ComputeDevice> all() {
        List<ComputeDevice> devices = new ArrayList<>();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment free = arena.allocate(ValueLayout.JAVA_LONG);
            MemorySegment total = arena.allocate(ValueLayout.JAVA_LONG);
            for (long i = 0; i < llama_h.ggml_backend_dev_count(); i++) {
                MemorySegment handle = llama_h.ggml_backend_dev_get(i);
                free.set(ValueLayout.JAVA_LONG, 0, 0);
                total.set(ValueLayout.JAVA_LONG, 0, 0);
                llama_h.ggml_backend_dev_memory(handle, free, total);
                int type = llama_h.ggml_backend_dev_type(handle);
                devices.add(new ComputeDevice(handle, text(llama_h.ggml_backend_dev_name(handle)),
                        text(llama_h.ggml_backend_dev_description(handle)),
                        type == llama_h.GGML_BACKEND_DEVICE_TYPE_GPU()
                                || type == llama_h.GGML_BACKEND_DEVICE_TYPE_IGPU(),
                        free.get(ValueLayout.JAVA_LONG, 0), total.get(ValueLayout.JAVA_LONG, 0)));
            }
        }
        return List.copyOf(devices);
    }

    /** Returns what users are told of it. */
    DeviceInfo info(LlamaLibrary library) {
        Device kind = Stream.of(Device.CUDA, Device.METAL, Device.VULKAN).filter(this::is).findFirst()
                .orElse(Device.CPU);
        String use = gpu ? "" : ", variant " + library.cpuVariant();
        return new DeviceInfo(kind, name, description + ", llama.cpp " + library.version() + use, known(freeBytes),
                known(totalBytes));
    }

    private static OptionalLong known(long bytes) {
        return bytes == 0 ? OptionalLong.empty() : OptionalLong.of(bytes);
    }

    /** Returns whether this is what a user means by a device. */
    boolean is(Device wanted) {
        String kind = name.toUpperCase(Locale.ROOT);
        return switch (wanted) {
            case AUTO -> gpu;
            case CPU -> false; // the CPU takes part always and needs no naming
            case CUDA -> gpu && kind.startsWith("CUDA");
            case METAL -> gpu && (kind.startsWith("METAL") || kind.startsWith("MTL"));
            case VULKAN -> gpu && kind.startsWith("VULKAN");
        };
    }

    @Override
    public String toString() {
        return name + " (" + description + ", " + (freeBytes >> 20) + " of " + (totalBytes >> 20) + " MiB free)";
    }

    private static String text(MemorySegment pointer) {
        return pointer.address() == 0 ? "" : pointer.getString(0);
    }
}
