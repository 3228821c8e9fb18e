import { ApiProperty } from '@nestjs/swagger';
import { TEST_RESULTS, TEST_STEPS, type TestResult, type TestStepName } from './connection-test.js';

/** One step of trying an account out. */
export class TestStepView {
  @ApiProperty({ type: String, enum: [...TEST_STEPS] })
  step: TestStepName;

  @ApiProperty({ type: String, enum: [...TEST_RESULTS], description: 'Skipped: not needed, or not reached' })
  result: TestResult;

  @ApiProperty({ type: String, description: 'What was found, or the server’s own words' })
  detail: string;

  @ApiProperty({ type: String, required: false, description: 'The field that mends it, when it failed' })
  field?: string;
}

/** How far trying an account out came. */
export class AccountTestView {
  @ApiProperty({ type: Boolean, description: 'No step failed' })
  ok: boolean;

  @ApiProperty({ type: [TestStepView] })
  steps: TestStepView[];
}
