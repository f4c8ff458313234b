/** The training loop: batches, schedule, checkpoints, the log and its curve. */
package dev.parlance.training.loop;
