/** How far two computations of the same logits may be from each other, and how far they are. */
package dev.parlance.testkit.agreement;
