"""What stands in the workbook: formulas beside the way to get the same from the engine."""
