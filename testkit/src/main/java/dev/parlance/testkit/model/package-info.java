/** Small models with random weights, for engines to be tested on without a download. */
package dev.parlance.testkit.model;
