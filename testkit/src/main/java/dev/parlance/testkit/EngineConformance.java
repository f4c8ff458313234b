package dev.parlance.testkit;

import dev.parlance.testkit.engine.ArchitectureRules;
import dev.parlance.testkit.engine.LifecycleRules;
import dev.parlance.testkit.engine.LimitRules;
import dev.parlance.testkit.engine.LoadRules;
import dev.parlance.testkit.engine.LoadedModels;
import dev.parlance.testkit.engine.PassRules;
import dev.parlance.testkit.engine.SessionRules;
import net.jqwik.api.lifecycle.AfterContainer;
import org.junit.jupiter.api.AfterAll;

/**
 * The rules that every engine keeps. A plugin extends this, gives its provider and declares what it can do:
 *
 * <pre>{@code
 * class MyEngineConformanceTest extends EngineConformance {
 *     public EngineProvider provider() {
 *         return new MyEngineProvider();
 *     }
 *
 *     public List<WeightFormat> formats() {
 *         return List.of(F32.INSTANCE, F16.INSTANCE);
 *     }
 * }
 * }</pre>
 *
 * <p>It runs on JUnit 5 with both its engines, Jupiter and jqwik. The class path of the tests has the plugin as a service
 * and a tokenizer, such as {@code parlance-tokenizers}.
 */
public abstract class EngineConformance
        implements
            SessionRules,
            PassRules,
            LimitRules,
            LoadRules,
            LifecycleRules,
            ArchitectureRules {

    /** For subclasses. */
    protected EngineConformance() {}

    /** Closes the models that the rules have in common. */
    @AfterAll
    @AfterContainer
    static void closeModels() {
        LoadedModels.close();
    }
}
