package dev.parlance.internal;

import dev.parlance.LoadPlan;
import dev.parlance.ModelFormatException;
import dev.parlance.ModelLoadException;
import dev.parlance.spi.EngineProvider;
import dev.parlance.spi.EngineSettings;
import dev.parlance.spi.Support;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Function;

/**
 * Which engine is to load a file, and why the others are not.
 *
 * @param file the model file
 * @param wanted the only engine that may load it, or null for any
 * @param answers what every engine found says
 */
record EngineChoice(Path file, @Nullable String wanted, Answers<EngineProvider> answers) {
    private static final Logger LOG = LoggerFactory.getLogger(EngineChoice.class);

    private static final String ARTIFACTS = "the engine 'java' (pure Java) is in dev.parlance:parlance-engine-java, the"
            + " engine 'native' (llama.cpp) in dev.parlance:parlance-engine-native";

    /** Asks every engine on the path, or only the one that is wanted. */
    static EngineChoice make(Path file, @Nullable String wanted, Function<EngineProvider, EngineSettings> settings) {
        Providers<EngineProvider> providers = Providers
                .discover(loader -> ServiceLoader.load(EngineProvider.class, loader));
        EngineChoice choice = new EngineChoice(file, wanted,
                Answers.ask(providers, EngineProvider::name,
                        provider -> wanted == null || wanted.equals(provider.name())
                                ? provider.probe(file, settings.apply(provider))
                                : Support.no("not asked: engine '" + wanted + "' was requested")));
        choice.warnIfAmbiguous();
        return choice;
    }

    private void warnIfAmbiguous() {
        List<Answers.Answer<EngineProvider>> able = answers.all().stream().filter(Answers.Answer::can).limit(2)
                .toList();
        if (able.size() == 2 && able.getFirst().support().equals(able.getLast().support())) {
            LOG.warn("engines '{}' and '{}' have the same priority; '{}' is taken, choose one with engine(...)",
                    able.getFirst().name(), able.getLast().name(), able.getFirst().name());
        }
    }

    /** Returns the engine to take, if any can load the file. */
    Optional<EngineProvider> chosen() {
        return answers.best();
    }

    /** Returns the choice that is left after the engine chosen failed to load the file. */
    EngineChoice afterFailure(Throwable failure) {
        return new EngineChoice(file, wanted, answers.afterFailure(failure));
    }

    /** Returns every engine found, the chosen one first. */
    List<LoadPlan.Candidate> candidates() {
        return answers.all().stream()
                .map(answer -> new LoadPlan.Candidate(answer.name(), answer.can(), answer.explanation())).toList();
    }

    /** Returns every engine and its answer, a line each. */
    String listing() {
        return answers.all().isEmpty()
                ? "no engine was found on the class path or module path; " + ARTIFACTS
                : "engines found:" + answers.listing();
    }

    /** Returns the complaint of an engine that the file is malformed, if there is one. */
    Optional<ModelFormatException> malformed() {
        return answers.failures().stream().filter(ModelFormatException.class::isInstance)
                .map(ModelFormatException.class::cast).findFirst();
    }

    /** Returns the exception for a file that no engine can load. */
    ModelLoadException refusal() {
        boolean unknown = wanted != null
                && answers.all().stream().noneMatch(answer -> answer.name().equals(wanted));
        String message = unknown
                ? "there is no engine '" + wanted + "' to load " + file + "; " + listing()
                        + (answers.all().isEmpty() ? "" : "\n" + ARTIFACTS)
                : "no engine can load " + file + "; " + listing();
        ModelLoadException refusal = new ModelLoadException(message);
        answers.failures().forEach(refusal::addSuppressed);
        return refusal;
    }
}
