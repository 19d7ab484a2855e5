/**
 * The compiler's one intermediate form: functions of blocks in SSA, block parameters in the place
 * of phis, sealed operations. It prints as text after every phase, and a verifier states and checks
 * its invariants.
 *
 * <pre>
 *   Function --- Block* ---+--- Value*        parameters
 *                          +--- Instruction*  result = Op(operands)   ; line
 *                          +--- Terminator    Jump | Branch | Return | Fault
 * </pre>
 *
 * <p>Start reading at {@link dev.keelson.compiler.ir.Op}.
 */
package dev.keelson.compiler.ir;
