/** Learns vocabularies. */
package dev.parlance.training.tokenizer;
