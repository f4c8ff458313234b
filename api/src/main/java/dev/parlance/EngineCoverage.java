package dev.parlance;

import java.util.List;

/**
 * Which models an engine has the code for: each of the architectures in each of the formats. A file may be declined for
 * another reason, which {@link LoadPlan} tells.
 *
 * @param engine the engine's name
 * @param architectures in the GGUF naming, such as {@code llama}; empty if the engine does not tell
 * @param formats of weights, such as {@code Q4_K}; empty if the engine does not tell
 */
public record EngineCoverage(String engine, List<String> architectures, List<String> formats) {

    public EngineCoverage {
        architectures = List.copyOf(architectures);
        formats = List.copyOf(formats);
    }
}
