/** From text to token ids and back: {@link dev.parlance.tokenizer.Tokenizer}. */
package dev.parlance.tokenizer;
