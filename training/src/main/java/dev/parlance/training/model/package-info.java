/** Transformers as graphs of PyTorch tensors, with the names that their weights have in GGUF files. */
package dev.parlance.training.model;
