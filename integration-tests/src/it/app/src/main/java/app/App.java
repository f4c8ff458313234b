package app;

import dev.parlance.GenerationRequest;
import dev.parlance.LanguageModel;
import dev.parlance.ParlanceException;
import dev.parlance.samplers.Samplers;
import dev.parlance.sampling.Sampler;
import java.nio.file.Path;

public final class App {
    public static void main(String[] args) {
        LanguageModel.Builder builder = LanguageModel.builder().file(Path.of(args[0]))
                .option("java.mmap", "false").option("llamacpp.batch-size", "512");
        builder.plan().candidates()
                .forEach(c -> System.out.println("engine " + c.engine() + ": " + c.explanation()));
        try (LanguageModel model = builder.load()) {
            System.out.println("chosen: " + model.info().engine());
            Sampler sampler = args.length > 1 ? Samplers.parse(args[1]) : Sampler.greedy();
            System.out.println(model.generate(
                    GenerationRequest.builder("Once upon a time").maxTokens(32).sampler(sampler).build()).text());
        } catch (ParlanceException e) {
            System.out.println("failed: " + e.getMessage());
        }
    }
}
