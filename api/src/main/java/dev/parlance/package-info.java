/**
 * Language models inside a Java application: load a model file, generate text, look at next-token probabilities.
 *
 * <p>{@link dev.parlance.LanguageModel} is the place to start. Engines, tokenizers and samplers are found with
 * {@link java.util.ServiceLoader}; their interfaces are in {@link dev.parlance.spi}.
 *
 * <h2>Watching it work</h2>
 *
 * Logs go to SLF4J; no prompt and no generated text is ever logged. Java Flight Recorder gets these events, if the
 * runtime has the module {@code jdk.jfr}; work that fails gets none.
 * <table>
 * <caption>Flight Recorder events</caption>
 * <tr><th>Event</th><th>When</th><th>Fields</th></tr>
 * <tr><td>{@code parlance.ModelLoad}</td><td>a model was loaded</td>
 *     <td>{@code file} (its name), {@code engine}, {@code weightBytes}; the duration</td></tr>
 * <tr><td>{@code parlance.SessionStart}, {@code parlance.SessionEnd}</td><td>a session was opened, or closed</td>
 *     <td>{@code model} (its name), {@code session} (a number), {@code tokens} (how many the session holds)</td></tr>
 * <tr><td>{@code parlance.Prefill}</td><td>tokens of a prompt were read, or those given to a session</td>
 *     <td>{@code model}, {@code session}, {@code tokens} (how many were read); the duration</td></tr>
 * <tr><td>{@code parlance.Decode}</td><td>a generation ended that had read its prompt</td>
 *     <td>{@code model}, {@code session}, {@code tokens} (how many were generated), {@code finishReason},
 *     {@code computing} (the part of the duration that was not the consumer's); the duration</td></tr>
 * </table>
 */
package dev.parlance;
