/** Trained models as GGUF files. */
package dev.parlance.training.export;
