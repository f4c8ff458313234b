package dev.parlance.cli.bench;

import dev.parlance.ParlanceException;
import dev.parlance.cli.spi.Stdio;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A second JVM like this one, which measures one engine and writes each result as a line of JSON. */
final class Worker {
    private static final JsonMapper JSON = new JsonMapper();

    private Worker() {}

    /**
     * Runs this program again.
     *
     * @param arguments its arguments
     * @param results receives the results as they come
     */
    static void run(List<String> arguments, Stdio stdio, Consumer<Measurement> results) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command()
                .orElseThrow(() -> new ParlanceException("this system does not tell how this JVM was started")));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.parlance.cli.Main"));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Measurement result = JSON.readValue(line, Measurement.class);
                if (stdio.isTerminal(Stdio.Stream.ERROR)) {
                    stdio.message(result.engine() + " " + result.test());
                }
                results.accept(result);
            }
            if (process.waitFor() != 0) {
                throw new ParlanceException("the measurement failed; what it said stands above");
            }
        } catch (JacksonException e) {
            throw new ParlanceException("the measurement wrote what is no result", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroy();
        }
    }
}
