/**
 * From IR to instructions: steps over virtual registers are selected, allocation gives them real
 * ones, the frame gives stack slots a place, emission writes slots and distances. Each phase is a
 * class with one entry point.
 *
 * <pre>
 *   ir.Function --Selection--> MachineFunction --TwoAddress, Allocation--> real registers
 *               --Frame--> stack offsets --Emission--> Insn*, relocations, lines --> BpfImage
 * </pre>
 *
 * <p>Start reading at {@link dev.keelson.compiler.back.BackEnd}.
 */
package dev.keelson.compiler.back;
