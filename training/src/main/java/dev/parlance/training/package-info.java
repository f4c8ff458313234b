/** Programs that make models: the bundled one, and the bracket language. */
package dev.parlance.training;
