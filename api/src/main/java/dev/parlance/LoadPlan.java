package dev.parlance;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What {@link LanguageModel.Builder#load} would do, found out without loading weights.
 *
 * @param file the model file
 * @param engine the name of the engine that would load it, or empty if none can
 * @param candidates every engine found, the chosen one first
 * @param memory what the chosen engine would need, if it can tell
 */
public record LoadPlan(Path file, Optional<String> engine, List<Candidate> candidates,
        Optional<MemoryEstimate> memory) {

    public LoadPlan {
        candidates = List.copyOf(candidates);
    }

    /**
     * One engine's answer.
     *
     * @param engine the engine's name, or the class of a provider that could not even start, or {@code ?} if not even that
     *     is known
     * @param supported whether it can load the model
     * @param explanation why it was chosen, or why not, in words
     */
    public record Candidate(String engine, boolean supported, String explanation) {}
}
