// The body of a service test and of its answer.

import { PROBLEM_TYPES, type ProblemType, type TestService } from '../../../../domain/request.js';
import { PlatformId, OneOf, Part, Reference, Text } from '../../../../http-api/fields.js';
import { ServiceSpecificationDto } from '../problems/problems.dto.js';

export class TestServiceDto implements TestService {
  @PlatformId({ description: 'Fibre Cafe id of the test.', example: 23467 })
  id!: number;

  @Text({ description: 'The live service to test.', example: 'SI2345432345', max: 200 })
  serviceId!: string;

  @Part(() => ServiceSpecificationDto, { description: 'What kind of service it is.' })
  serviceSpecification!: ServiceSpecificationDto;

  @OneOf(PROBLEM_TYPES, { description: 'Kind of problem the test is for.', example: 'STABILITY' })
  problemType!: ProblemType;
}

export class ServiceTestDto extends TestServiceDto {
  @Reference({ description: 'Our reference of the test.', example: 'TST_7KQ2M9XWB4C8D3FA' })
  supplierReference!: string;
}
